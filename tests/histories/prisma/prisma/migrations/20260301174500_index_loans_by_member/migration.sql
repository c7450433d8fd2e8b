DROP INDEX CONCURRENTLY IF EXISTS "Loan_member_idx";

-- CreateIndex
CREATE INDEX CONCURRENTLY "Loan_memberId_idx" ON "Loan"("memberId");
