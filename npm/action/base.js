// The revision that a workflow's event compares with: what is new is what it does not have.

import { git as runGit } from "../src/git.js";

/** What git answers in a folder; `undefined` when it fails. */
export class Git {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
    this.error = "";
    this.isMissing = false;
  }

  /** @param {string[]} args */
  ask(...args) {
    const { error, status, stdout, stderr } = runGit(args, this.folder);
    if (!error && status === 0) return stdout.replace(/\r?\n$/, "");
    this.isMissing = error !== undefined && "code" in error && error.code === "ENOENT";
    this.error = error ? error.message : stderr.trim();
    return undefined;
  }

  /**
   * The commit of a revision.
   * @param {string} revision
   */
  commit(revision) {
    if (revision === "" || revision.startsWith("-")) return undefined;
    return this.ask("rev-parse", "--verify", "--quiet", `${revision}^{commit}`);
  }

  /** The parents of the commit that is checked out, also where a shallow clone has them no more. */
  parents() {
    const header = (this.ask("cat-file", "commit", "HEAD") ?? "").split("\n\n", 1)[0] ?? "";
    return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => String(match[1]));
  }

  isShallow() {
    return this.ask("rev-parse", "--is-shallow-repository") === "true";
  }
}

/**
 * What the event compares with: a commit, or a branch of `origin`, and what it is in words; nothing for an event
 * that compares with nothing.
 * @param {{ name: string, payload: any }} event
 * @param {Git} git
 * @returns {{ revision: string, branch?: string, what: string } | undefined}
 */
function compared({ name, payload }, git) {
  const pull = payload.pull_request;
  if (pull?.base?.sha !== undefined) {
    // GitHub's trial merge has the newest base for its first parent; the event's may be older.
    const [base, head] = git.parents();
    const isMerge = base !== undefined && head === pull.head?.sha;
    return { revision: isMerge ? base : pull.base.sha, what: `the base of pull request #${pull.number}` };
  }
  if (payload.merge_group?.base_sha !== undefined) {
    return { revision: payload.merge_group.base_sha, what: "the base of the merge group" };
  }
  if (name !== "push" || payload.before === undefined) return undefined;
  const branch = payload.repository?.default_branch;
  const isDefault = branch === undefined || payload.ref === `refs/heads/${branch}`;
  const stood = !/^0+$/.test(payload.before) && (!payload.forced || isDefault || git.commit(payload.before));
  if (stood) return { revision: payload.before, what: "the commit before this push" };
  return isDefault ? undefined : { revision: `origin/${branch}`, branch, what: `the branch ${branch}` };
}

/**
 * The commit that the checked out one is compared with: the event's base. Where a shallow clone lacks it, that one
 * commit is fetched. Where the branch left it is for the program to find.
 * @param {{ name: string, payload: any }} event
 * @param {Git} git
 * @returns {{ commit: string, what: string } | undefined}
 */
export function base(event, git) {
  const wanted = compared(event, git);
  if (wanted === undefined) return undefined;
  const { revision, branch, what } = wanted;
  if (git.ask("rev-parse", "--git-dir") === undefined) {
    if (git.isMissing) {
      throw new Error(`${what} is not known: git is not installed; install it before actions/checkout, which downloads files without their history otherwise`);
    }
    throw new Error(`${what} is not known: git says: ${git.error}; check the repository out with actions/checkout`);
  }
  const commit = git.commit(revision) ?? fetched(git, branch ?? revision);
  if (commit === undefined) {
    const help = git.isShallow()
      ? "this clone is shallow: set `fetch-depth: 0` in the step with actions/checkout"
      : "set the input `since` to a revision that this clone has, or to `none` to judge all migrations";
    throw new Error(`${what}, ${revision}, is not in this clone; ${help}`);
  }
  const { name, payload } = event;
  if (name === "pull_request_target" && git.commit("HEAD") === commit && payload.pull_request.head?.sha !== commit) {
    throw new Error(`checked out is ${what}, and nothing that it brings: run on the event pull_request instead`);
  }
  return { commit, what };
}

/**
 * @param {Git} git
 * @param {string} name
 */
function fetched(git, name) {
  const depth = git.isShallow() ? ["--depth=1"] : [];
  // The remote is the one that actions/checkout set up.
  const done = git.ask("-c", "protocol.allow=user", "-c", "protocol.ext.allow=never", "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", ...depth, "origin", name);
  return done === undefined ? undefined : git.commit("FETCH_HEAD");
}
