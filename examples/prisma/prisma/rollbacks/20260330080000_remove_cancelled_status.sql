-- A new value may stand in a transaction of its own; the rows that were CANCELLED do not come back.
ALTER TYPE "OrderStatus" ADD VALUE 'CANCELLED';
