import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks';
import { useRoute } from './hooks/use-route.tsx';
import { Page } from './page.tsx';
import { Account } from './parts/account.tsx';
import { Icon, type IconName, Mark } from './parts/icon.tsx';
import { ProblemNotice } from './parts/notice.tsx';
import { problemOf } from './problem.ts';
import { printRoute, type Route } from './route.ts';

type Destination = {
  readonly title: string;
  readonly icon: IconName;
  readonly to: Route;
  readonly kinds: readonly Route['kind'][];
};

const groups: readonly { readonly title: string; readonly destinations: readonly Destination[] }[] = [
  {
    title: 'Watch',
    destinations: [
      { title: 'Overview', icon: 'overview', to: { kind: 'overview' }, kinds: ['overview'] },
      {
        title: 'Charge points',
        icon: 'chargePoint',
        to: { kind: 'charge-points', query: {} },
        kinds: ['charge-points', 'charge-point'],
      },
      { title: 'MQTT clients', icon: 'clients', to: { kind: 'mqtt-clients', query: {} }, kinds: ['mqtt-clients'] },
      { title: 'Send', icon: 'send', to: { kind: 'send', clientId: null }, kinds: ['send', 'publish'] },
    ],
  },
  {
    title: 'Configure',
    destinations: [
      { title: 'Users', icon: 'users', to: { kind: 'users', realm: 'ocpp', query: {} }, kinds: ['users'] },
      { title: 'Listeners', icon: 'listeners', to: { kind: 'listeners' }, kinds: ['listeners'] },
      { title: 'Webhooks', icon: 'webhooks', to: { kind: 'webhooks' }, kinds: ['webhooks', 'webhook'] },
      { title: 'Gateway settings', icon: 'settings', to: { kind: 'settings' }, kinds: ['settings'] },
    ],
  },
  {
    title: 'Administer',
    destinations: [
      { title: 'Console users', icon: 'consoleUsers', to: { kind: 'console-users' }, kinds: ['console-users'] },
      { title: 'API keys', icon: 'key', to: { kind: 'api-keys' }, kinds: ['api-keys'] },
      { title: 'Audit log', icon: 'audit', to: { kind: 'audit', query: {} }, kinds: ['audit'] },
      { title: 'Backups', icon: 'backups', to: { kind: 'backups' }, kinds: ['backups'] },
    ],
  },
];

/** The frame of all pages: the navigation, who is signed in, and the page that the address names. */
export function Shell({ onSignOut }: { readonly onSignOut: () => void }): JSX.Element {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  return (
    <div class="shell">
      <button type="button" class="skip button button-primary" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Sidebar route={route} onSignOut={onSignOut} />
      <main ref={main} tabIndex={-1}>
        <Boundary key={printRoute(pageOnly(route))}>
          <Page route={route} />
        </Boundary>
      </main>
    </div>
  );
}

/** A page that fails takes itself away, not the navigation. */
function Boundary({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [error, retry] = useErrorBoundary();
  if (error === undefined || error === null) return <>{children}</>;
  return <ProblemNotice problem={problemOf(error)} what="The page cannot be shown" onRetry={retry} />;
}

/** The page without the filters in its address: a change of those is not another page. */
function pageOnly(route: Route): Route {
  return 'query' in route ? { ...route, query: {} } : route;
}

function Sidebar({ route, onSignOut }: { readonly route: Route; readonly onSignOut: () => void }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const address = printRoute(route);
  useEffect(() => setOpen(false), [address]);
  return (
    <header class="sidebar">
      <div class="brand">
        <Mark />
        <span>ocpp-broker</span>
        <button
          type="button"
          class="menu-button button button-plain"
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'close' : 'menu'} />
          Menu
        </button>
      </div>
      <div id="navigation" class={isOpen ? 'menu menu-open' : 'menu'}>
        <nav aria-label="Pages of the console">
          {groups.map((group) => (
            <ul key={group.title} aria-label={group.title}>
              {group.destinations.map(({ title, icon, to, kinds }) => (
                <li key={title}>
                  <a
                    href={printRoute(to)}
                    aria-current={kinds.includes(route.kind) ? 'page' : undefined}
                    onClick={() => setOpen(false)}
                  >
                    <Icon name={icon} />
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          ))}
        </nav>
        <Account onSignOut={onSignOut} />
      </div>
    </header>
  );
}
