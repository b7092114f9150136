// Between template and resources: turns Ref, Fn::GetAtt, Fn::Join and Fn::Sub into plain values, and refuses all else.

/** Answers `undefined` for what does not exist; the caller names the place. */
export interface References {
  ref(logicalId: string): unknown;
  getAtt(logicalId: string, attribute: string): string | undefined;
}

/** What `AWS::NoValue` stands for: the property is dropped. */
export const noValue: unique symbol = Symbol('AWS::NoValue');

/**
 * @param where path of the value for error messages: `Submit.Environment.Variables.TABLE`
 * @throws Error on an intrinsic function that is not known here, or a reference to nothing.
 */
export function resolveValue(value: unknown, references: References, where: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((one, index) => resolveValue(one, references, `${where}[${index}]`))
      .filter((one) => one !== noValue);
  }
  if (typeof value === 'string' && value.includes('{{resolve:')) {
    throw new Error(`${where}: the local engine does not know dynamic references: ${value}`);
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isIntrinsic(only[0])) {
    return resolveIntrinsic(only[0], only[1], references, where);
  }
  return Object.fromEntries(
    entries
      .map(([key, one]) => [key, resolveValue(one, references, `${where}.${key}`)] as const)
      .filter(([, one]) => one !== noValue),
  );
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');
}

function resolveIntrinsic(name: string, argument: unknown, references: References, where: string): unknown {
  if (name === 'Ref') return resolveRef(text(argument, where), references, where);
  if (name === 'Fn::GetAtt') return resolveGetAtt(argument, references, where);
  if (name === 'Fn::Join') return resolveJoin(argument, references, where);
  if (name === 'Fn::Sub') return resolveSub(argument, references, where);
  throw new Error(`${where}: the local engine does not know the intrinsic function ${name}`);
}

function resolveRef(logicalId: string, references: References, where: string): unknown {
  const found = references.ref(logicalId);
  if (found === undefined) throw new Error(`${where}: Ref to "${logicalId}", which is not in the template`);
  return found;
}

function resolveGetAtt(argument: unknown, references: References, where: string): string {
  const [logicalId = '', ...rest] =
    typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument.map(String) : [];
  const attribute = rest.join('.');
  const found = references.getAtt(logicalId, attribute);
  if (found === undefined) {
    throw new Error(
      `${where}: Fn::GetAtt of "${logicalId}.${attribute}", which the local engine does not have`,
    );
  }
  return found;
}

function resolveJoin(argument: unknown, references: References, where: string): string {
  const [separator, parts] = Array.isArray(argument) ? argument : [];
  const resolved = resolveValue(parts, references, where);
  if (typeof separator !== 'string' || !Array.isArray(resolved)) {
    throw new Error(`${where}: Fn::Join wants [separator, list]`);
  }
  return resolved.map((one) => text(one, where)).join(separator);
}

function resolveSub(argument: unknown, references: References, where: string): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = resolveValue(variables, references, where) as Record<string, unknown>;
  return text(template, where).replaceAll(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(own, name)) return text(own[name], where);
    return text(
      name.includes('.') ? resolveGetAtt(name, references, where) : resolveRef(name, references, where),
      where,
    );
  });
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where}: expected a text, found ${JSON.stringify(value) ?? typeof value}`);
}
