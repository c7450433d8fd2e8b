UPDATE "Order" SET "status" = 'PAID' WHERE "status" = 'REFUNDED';
