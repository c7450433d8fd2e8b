-- CreateTable
CREATE TABLE "Note" (
    "id" BIGSERIAL NOT NULL,
    "authorId" BIGINT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "Note_pkey" PRIMARY KEY ("id")
);
