CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID');

CREATE TABLE "Order" (
    "id" TEXT NOT NULL,
    "status" "Status" NOT NULL DEFAULT 'OPEN',

    CONSTRAINT "Order_pkey" PRIMARY KEY ("id")
);
