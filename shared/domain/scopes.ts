// What a key may be used for.

export const scopes = ['submit', 'read', 'admin'] as const;
export type Scope = (typeof scopes)[number];
