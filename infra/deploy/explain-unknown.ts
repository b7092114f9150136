// A stage's settings that nothing knows: which one was meant, and which there are.
import type * as z from 'zod';
import { nearestName } from './nearest-name.ts';

type Issue = z.core.$ZodIssue;
type Names = Readonly<Record<string, readonly string[]>>;

const explain = (issue: Issue, namesAt: Names): Issue => {
  const names = namesAt[issue.path.join('.')];
  if (issue.code !== 'unrecognized_keys' || names === undefined) return issue;
  const meant = issue.keys.map((key) => {
    const near = nearestName(key, names);
    return near ? `"${key}" is no setting: did you mean ${near}?` : `"${key}" is no setting.`;
  });
  return { ...issue, message: `${meant.join(' ')} There are: ${names.join(', ')}` };
};

/** @param namesAt by the path to them, joined by dots; what stands elsewhere is left as it is */
export const explainUnknown = (error: z.core.$ZodError, namesAt: Names): { readonly issues: Issue[] } => ({
  issues: error.issues.map((issue) => explain(issue, namesAt)),
});
