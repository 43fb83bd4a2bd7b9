import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';

/** State that outlives its page, so that a look at another page loses nothing. Ends with the session of the user. */
export function useKept<T>(name: string, initial: T): readonly [T, (next: T) => void] {
  const { kept } = useConsole();
  const [value, setValue] = useState<T>(() => (kept.has(name) ? (kept.get(name) as T) : initial));
  const keep = (next: T): void => {
    kept.set(name, next);
    setValue(next);
  };
  return [value, keep];
}
