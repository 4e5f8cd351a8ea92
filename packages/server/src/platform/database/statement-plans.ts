import pg from 'pg';

/** What is needed of a statement to plan it. */
type Planned = { readonly name: string; readonly postgres: string };
/** Sends it under a name, or under none: then PostgreSQL plans it anew. */
type Send<T> = (name: string | undefined) => Promise<T>;
export type PlanRule = <T>(statement: Planned, send: Send<T>) => Promise<T>;

/** "cached plan must not change result type" is the only feature_not_supported that a statement of ours can meet. */
const planIsStale = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '0A000';

/** More often than the schema could change while one statement is on its way. */
const tries = 3;

/**
 * A newer release adds a column, and every named statement that answers whole rows (`SELECT *`, `RETURNING *`) fails on each
 * connection that has planned it. The server refuses before it carries anything out, so the statement is sent again under
 * another name, which every connection plans anew.
 */
export function renewStalePlans(): PlanRule {
  const renewals = new Map<string, number>();
  return async (statement, send) => {
    for (let attempt = 1; ; attempt += 1) {
      const renewed = renewals.get(statement.name) ?? 0;
      try {
        return await send(renewed === 0 ? statement.name : `${statement.name} ${renewed}`);
      } catch (error) {
        if (attempt === tries || !planIsStale(error)) throw error;
        renewals.set(statement.name, renewed + 1);
      }
    }
  };
}

const answersWholeRows = new Map<string, boolean>();

function findWholeRows({ name, postgres }: Planned): boolean {
  let found = answersWholeRows.get(name);
  if (found === undefined) {
    found = /(?<!\bcount\()\*/i.test(postgres);
    answersWholeRows.set(name, found);
  }
  return found;
}

/** In a transaction the refusal would undo what was done before, so what could meet it keeps no plan: a tenth of a millisecond. */
export const planWholeRowsAnew: PlanRule = (statement, send) =>
  send(findWholeRows(statement) ? undefined : statement.name);
