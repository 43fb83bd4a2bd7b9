import t from 'tap';
import { authenticationSchemas } from '../src/authentication-schema.ts';

t.test('the words of the settings stand in the schemas, their annotations as extensions', async (t) => {
  const { GatewayAuthenticator, GatewayAuthenticatorChange } = authenticationSchemas;
  t.match(GatewayAuthenticator, {
    additionalProperties: false,
    properties: { user_id_type: { enum: ['username', 'clientid'], 'x-apply': 'reconnect' }, jwt: { type: 'object' } },
  });
  t.notMatch(JSON.stringify(authenticationSchemas), /"(apply|expects)":/);
  t.notMatch(JSON.stringify(authenticationSchemas), /bootstrap_file/);
  t.notOk('required' in (GatewayAuthenticatorChange ?? {}), 'in a body everything may be left out');
});

t.test('an authenticator is one of three', async (t) => {
  const kinds = authenticationSchemas.Authenticator?.oneOf as readonly {
    readonly properties: { readonly id: object };
  }[];
  t.match(
    kinds.map(({ properties }) => properties.id),
    [{ const: 'password_based:built_in_database' }, { const: 'jwt' }, { const: 'password_based:http' }],
  );
});
