import type { JSX } from 'preact';
import { ApiKeysPage } from './pages/api-keys-page.tsx';
import { AuditPage } from './pages/audit-page.tsx';
import { BackupsPage } from './pages/backups-page.tsx';
import { ChargePointPage } from './pages/charge-point-page.tsx';
import { ChargePointsPage } from './pages/charge-points-page.tsx';
import { ConsoleUsersPage } from './pages/console-users-page.tsx';
import { GatewaySettingsPage } from './pages/gateway-settings-page.tsx';
import { ListenersPage } from './pages/listeners-page.tsx';
import { MqttClientsPage } from './pages/mqtt-clients-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { SendPage } from './pages/send-page.tsx';
import { UsersPage } from './pages/users-page.tsx';
import { WebhookPage } from './pages/webhook-page.tsx';
import { WebhooksPage } from './pages/webhooks-page.tsx';
import { Empty } from './parts/loaded.tsx';
import { PageHead } from './parts/page-head.tsx';
import { printRoute, type Route } from './route.ts';

/** The page that the address names. */
export function Page({ route }: { readonly route: Route }): JSX.Element {
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
    case 'publish':
      return <SendPage kind={route.kind} clientId={route.clientId} />;
    case 'listeners':
      return <ListenersPage />;
    case 'webhooks':
      return <WebhooksPage />;
    case 'webhook':
      return <WebhookPage key={route.name} name={route.name} query={route.query} />;
    case 'console-users':
      return <ConsoleUsersPage />;
    case 'audit':
      return <AuditPage query={route.query} />;
    case 'backups':
      return <BackupsPage />;
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
