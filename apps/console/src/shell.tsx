import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks';
import { useConsole } from './context.tsx';
import { useRoute } from './hooks/use-route.tsx';
import { problemOf } from './http.ts';
import { ApiKeysPage } from './pages/api-keys-page.tsx';
import { ChargePointPage } from './pages/charge-point-page.tsx';
import { ChargePointsPage } from './pages/charge-points-page.tsx';
import { GatewaySettingsPage } from './pages/gateway-settings-page.tsx';
import { MqttClientsPage } from './pages/mqtt-clients-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { SendPage } from './pages/send-page.tsx';
import { UsersPage } from './pages/users-page.tsx';
import { Button } from './parts/button.tsx';
import { Icon, type IconName, Mark } from './parts/icon.tsx';
import { Empty } from './parts/loaded.tsx';
import { ProblemNotice } from './parts/notice.tsx';
import { OwnPasswordDialog } from './parts/own-password-dialog.tsx';
import { PageHead } from './parts/page-head.tsx';
import { printRoute, type Route } from './route.ts';

type Destination = {
  readonly title: string;
  readonly icon: IconName;
  readonly to: Route;
  readonly kinds: readonly Route['kind'][];
};

const destinations: readonly Destination[] = [
  { title: 'Overview', icon: 'overview', to: { kind: 'overview' }, kinds: ['overview'] },
  {
    title: 'Charge points',
    icon: 'chargePoint',
    to: { kind: 'charge-points', query: {} },
    kinds: ['charge-points', 'charge-point'],
  },
  { title: 'MQTT clients', icon: 'clients', to: { kind: 'mqtt-clients', query: {} }, kinds: ['mqtt-clients'] },
  { title: 'Send', icon: 'send', to: { kind: 'send', clientId: null }, kinds: ['send'] },
  { title: 'Users', icon: 'users', to: { kind: 'users', realm: 'ocpp', query: {} }, kinds: ['users'] },
  { title: 'API keys', icon: 'key', to: { kind: 'api-keys' }, kinds: ['api-keys'] },
  { title: 'Gateway settings', icon: 'settings', to: { kind: 'settings' }, kinds: ['settings'] },
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
  const { user } = useConsole();
  const [isOpen, setOpen] = useState(false);
  const [isChangingPassword, setChangingPassword] = useState(false);
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
          <ul>
            {destinations.map(({ title, icon, to, kinds }) => (
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
        </nav>
        <div class="account">
          <p>
            <strong>{user.username}</strong>
            <span class="quiet">{user.role === 'viewer' ? 'Viewer, may only read' : 'Administrator'}</span>
          </p>
          <Button kind="quiet" onClick={() => setChangingPassword(true)}>
            Change password
          </Button>
          <Button onClick={onSignOut}>Sign out</Button>
          <p class="quiet">
            Version {user.version} · <a href="/api-docs">HTTP API</a>
          </p>
        </div>
      </div>
      {isChangingPassword ? <OwnPasswordDialog onClose={() => setChangingPassword(false)} /> : null}
    </header>
  );
}

function Page({ route }: { readonly route: Route }): JSX.Element {
  switch (route.kind) {
    case 'overview':
      return <OverviewPage />;
    case 'charge-points':
      return <ChargePointsPage query={route.query} />;
    case 'charge-point':
      return <ChargePointPage key={route.clientId} clientId={route.clientId} />;
    case 'mqtt-clients':
      return <MqttClientsPage query={route.query} />;
    case 'users':
      return <UsersPage key={route.realm} realm={route.realm} query={route.query} />;
    case 'api-keys':
      return <ApiKeysPage />;
    case 'settings':
      return <GatewaySettingsPage />;
    case 'send':
      return <SendPage clientId={route.clientId} />;
    case 'unknown':
      return (
        <>
          <PageHead title="No such page" />
          <Empty title="There is nothing at this address.">
            <p>
              <a href={printRoute({ kind: 'overview' })}>Go to the overview</a>
            </p>
          </Empty>
        </>
      );
  }
}
