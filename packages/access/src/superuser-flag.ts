/** Whether a claim or field such as `is_superuser` says yes, in one of the ways that services write it. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}
