import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useConsole } from '../context.tsx';
import { useAction } from '../hooks/use-action.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { formatAge, formatTime } from '../time-format.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Loaded } from './loaded.tsx';
import { ProblemNotice } from './notice.tsx';
import { type Column, Table } from './table.tsx';

type Session = Schemas['Session'];

/** Where whoever is signed in is signed in as well; each of those can be ended. */
export function OwnSessions(): JSX.Element {
  const { api, notify } = useConsole();
  const polled = usePolled((signal) => api.get('/api/v5/sessions', { signal }), [], null);
  const ending = useAction();
  const end = (sessions: readonly Session[]): void => {
    void ending.run(async () => {
      for (const { id } of sessions) await api.delete('/api/v5/sessions/{id}', { path: { id } });
      notify(sessions.length === 1 ? 'The session was ended.' : `${sessions.length} sessions were ended.`);
      polled.refresh();
    });
  };
  return (
    <>
      <h2>Your sessions</h2>
      <ProblemNotice problem={ending.problem} what="The session was not ended" />
      <Loaded polled={polled} what="The list">
        {(sessions) => {
          const others = sessions.filter(({ current }) => !current);
          return (
            <>
              <Table
                label="Your sessions"
                columns={[...columns, endColumn((session) => end([session]))]}
                rows={sessions}
                keyOf={({ id }) => id}
              />
              {others.length < 2 ? null : (
                <p class="below">
                  <Button onClick={() => end(others)} isBusy={ending.isBusy}>
                    End all others
                  </Button>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

const columns: readonly Column<Session>[] = [
  {
    title: 'From',
    isHeader: true,
    cell: ({ ip_address, current }) => (
      <>
        <span class="code">{ip_address}</span> {current ? <Badge tone="good">this one</Badge> : null}
      </>
    ),
  },
  { title: 'Since', kind: 'tight', cell: ({ created_at }) => formatTime(created_at) },
  { title: 'Last used', cell: ({ last_used_at }) => formatAge(last_used_at, Date.now()) },
  { title: 'Ends unless used', kind: 'tight', cell: ({ expires_at }) => formatTime(expires_at) },
];

function endColumn(onEnd: (session: Session) => void): Column<Session> {
  return {
    title: 'Actions',
    kind: 'actions',
    cell: (session) =>
      session.current ? null : (
        <Button
          kind="quiet"
          label={`End the session from ${session.ip_address} since ${formatTime(session.created_at)}`}
          onClick={() => onEnd(session)}
        >
          End
        </Button>
      ),
  };
}
