-- The rows were not held against the key when it was added.
ALTER TABLE "Order" VALIDATE CONSTRAINT "Order_couponId_fkey";
