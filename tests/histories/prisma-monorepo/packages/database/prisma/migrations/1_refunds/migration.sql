-- AlterEnum
ALTER TYPE "Status" ADD VALUE 'REFUNDED';

UPDATE "Order" SET "status" = 'REFUNDED' WHERE "id" IN ('a', 'b');
