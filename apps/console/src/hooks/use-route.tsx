import { useEffect, useState } from 'preact/hooks';
import { parseRoute, printRoute, type Route } from '../route.ts';

/** The page that the address names, kept up to date. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return parseRoute(hash);
}

/** Goes to another page. */
export function goTo(route: Route): void {
  location.hash = printRoute(route);
}

/** Changes the filters in the address without a step in the browser's history. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, '', printRoute(route));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
