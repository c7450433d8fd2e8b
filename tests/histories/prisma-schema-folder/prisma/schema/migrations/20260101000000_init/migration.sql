-- CreateTable
CREATE TABLE "Pier" (
    "id" BIGINT NOT NULL,

    CONSTRAINT "Pier_pkey" PRIMARY KEY ("id")
);
