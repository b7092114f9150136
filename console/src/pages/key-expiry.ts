// A key's last day, as date fields have it and as the API has it.

/** @param day `2026-11-21` in the operator's own zone */
export const endOfDay = (day: string): string => new Date(`${day}T23:59:59.999`).toISOString();

const two = (value: number): string => String(value).padStart(2, '0');

/** The operator's day that a time falls on. */
export const dayField = (at: string | null): string => {
  if (at === null) return '';
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};
