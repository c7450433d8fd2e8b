export const up = (pgm) => pgm.createTable("members", { id: "id" });
