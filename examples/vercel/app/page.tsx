import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/prisma/client";

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });

export const dynamic = "force-dynamic";

export default async function Page() {
  const notes = await prisma.note.findMany({ orderBy: [{ pinned: "desc" }, { id: "desc" }] });
  return (
    <ul>
      {notes.map((note) => (
        <li key={String(note.id)}>{note.text}</li>
      ))}
    </ul>
  );
}
