import type { JSX } from 'preact';
import { useConsole } from '../context.tsx';
import { fieldsOf } from '../fields.ts';
import { usePolled } from '../hooks/use-polled.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { SettingsForm } from '../parts/settings-form.tsx';
import { fieldGroups, requestSchema } from '../settings-fields.ts';

/** The settings of the OCPP gateway, as a form that follows from their schema. */
export function GatewaySettingsPage(): JSX.Element {
  const { api } = useConsole();
  const polled = usePolled(
    async (signal) => {
      const [specification, document] = await Promise.all([
        api.specification({ signal }),
        api.get('/api/v5/gateways/ocpp', { signal }),
      ]);
      const schema = requestSchema(fieldsOf(specification), '/gateways/ocpp');
      return { groups: schema === undefined ? [] : fieldGroups(schema), document };
    },
    [],
    null,
  );
  return (
    <>
      <PageHead
        title="Gateway settings"
        lead="What is saved here stands above the settings file and the environment, also after a restart."
      />
      <Loaded polled={polled} what="The settings">
        {({ groups, document }) =>
          groups.length === 0 ? (
            <Notice kind="danger">
              <p>The server does not describe its settings in /api-spec.json, so there is no form to show.</p>
            </Notice>
          ) : (
            <SettingsForm groups={groups} document={document} onSaved={polled.refresh} />
          )
        }
      </Loaded>
    </>
  );
}
