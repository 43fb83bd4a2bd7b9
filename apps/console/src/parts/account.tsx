import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { useAction } from '../hooks/use-action.tsx';
import { roleWords } from '../role.ts';
import { saveFile } from '../save-file.ts';
import { Button } from './button.tsx';
import { ProblemNotice } from './notice.tsx';
import { OwnPasswordDialog } from './own-password-dialog.tsx';

/** Who is signed in, and the descriptions of what the server offers to programs. */
export function Account({ onSignOut }: { readonly onSignOut: () => void }): JSX.Element {
  const { api, user } = useConsole();
  const [isChangingPassword, setChangingPassword] = useState(false);
  const saving = useAction();
  // A link could not bring the token along.
  const saveTopics = async (): Promise<void> => {
    const document = JSON.stringify(await api.get('/api/v5/async-api-spec.json'), null, 2);
    saveFile(new Blob([document], { type: 'application/json' }), 'async-api-spec.json');
  };
  return (
    <>
      <div class="account">
        <p>
          <strong>{user.username}</strong>
          <span class="quiet">{roleWords(user.role)}</span>
        </p>
        <Button kind="quiet" onClick={() => setChangingPassword(true)}>
          Change password
        </Button>
        <Button onClick={onSignOut}>Sign out</Button>
        <Button kind="quiet" isBusy={saving.isBusy} onClick={() => void saving.run(saveTopics)}>
          AsyncAPI document
        </Button>
        <ProblemNotice problem={saving.problem} what="The document was not fetched" />
        <p class="quiet">
          Version {user.version} · <a href="/api-docs">HTTP API</a>
        </p>
      </div>
      {isChangingPassword ? <OwnPasswordDialog onClose={() => setChangingPassword(false)} /> : null}
    </>
  );
}
