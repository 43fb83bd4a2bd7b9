// The form of the documents in schemas/ocpp1.6: which there are, what they are called, and that they say facts only.

import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { actionSender, actionsOf } from '../src/action.ts';
import { compile, type JsonSchema, ourFolder, ourSchemas } from './schema-fixtures/schema-sets.ts';

const ours = ourSchemas();

const core = [
  ...['Authorize', 'BootNotification', 'CancelReservation', 'ChangeAvailability', 'ChangeConfiguration', 'ClearCache'],
  ...['ClearChargingProfile', 'DataTransfer', 'DiagnosticsStatusNotification', 'FirmwareStatusNotification'],
  ...['GetCompositeSchedule', 'GetConfiguration', 'GetDiagnostics', 'GetLocalListVersion', 'Heartbeat', 'MeterValues'],
  ...['RemoteStartTransaction', 'RemoteStopTransaction', 'ReserveNow', 'Reset', 'SendLocalList', 'SetChargingProfile'],
  ...['StartTransaction', 'StatusNotification', 'StopTransaction', 'TriggerMessage', 'UnlockConnector'],
  'UpdateFirmware',
];
const securityExtension = [
  ...['CertificateSigned', 'DeleteCertificate', 'ExtendedTriggerMessage', 'GetInstalledCertificateIds', 'GetLog'],
  ...['InstallCertificate', 'LogStatusNotification', 'SecurityEventNotification', 'SignCertificate'],
  ...['SignedFirmwareStatusNotification', 'SignedUpdateFirmware'],
];

// Structure and constraints; no title, description, comment, default or example.
const factual = new Set<string>([
  ...['$schema', '$id', '$ref', 'type', 'properties', 'required', 'additionalProperties', 'definitions', 'items'],
  ...['enum', 'format', 'maxLength', 'multipleOf'],
]);

t.test('there is one document for each half of the 28 actions and the 11 of the security extension', async (t) => {
  t.equal(core.length, 28);
  t.equal(securityExtension.length, 11);
  const expected = [...core, ...securityExtension].flatMap((action) => [`${action}Request`, `${action}Response`]);
  t.same(readdirSync(ourFolder).sort(), expected.map((name) => `${name}.json`).sort());
});

t.test('the documents are those of the actions that the session knows, each in its direction', async (t) => {
  t.same([...actionsOf('1.6')].sort(), [...core, ...securityExtension].sort());
  const count = (actions: readonly string[], sender: string) =>
    actions.filter((action) => actionSender(action, '1.6') === sender).length;
  t.same(
    ['chargePoint', 'csms', 'both'].map((sender) => count(core, sender)),
    [9, 18, 1],
  );
  t.same(
    ['chargePoint', 'csms', 'both'].map((sender) => count(securityExtension, sender)),
    [4, 7, 0],
  );
});

t.test('the id of a document is the prefix of OCPP 1.6 and its name', async (t) => {
  for (const [name, document] of ours) t.equal(document.$id, `urn:OCPP:1.6:2019:12:${name}`);
});

t.test('every document is draft-07, compiles in strict mode, and takes no payload that is no object', async (t) => {
  const checks = compile(ours, true);
  t.equal(checks.size, 78);
  for (const [name, document] of ours) {
    t.equal((document as { $schema?: string }).$schema, 'http://json-schema.org/draft-07/schema#', name);
    for (const value of [null, [], '{}', 1]) t.equal(checks.get(name)?.(value), false, name);
  }
});

t.test('every object is closed, and what it requires is among its properties', async (t) => {
  for (const [name, document] of ours) {
    for (const node of nodesOf(document)) {
      if (node.type !== 'object') continue;
      t.equal(node.additionalProperties, false, name);
      const unheardOf = (node.required ?? []).filter((property) => node.properties?.[property] === undefined);
      t.same(unheardOf, [], name);
    }
  }
});

t.test(
  'a document says facts only, refers to nothing outside itself, and defines nothing that it does not use',
  async (t) => {
    for (const [name, document] of ours) {
      const nodes = nodesOf(document);
      const keywords = new Set(nodes.flatMap((node) => Object.keys(node)));
      t.same(
        [...keywords].filter((keyword) => !factual.has(keyword)),
        [],
        name,
      );
      const used = new Set(nodes.flatMap((node) => (node.$ref === undefined ? [] : [node.$ref])));
      const defined = Object.keys(document.definitions ?? {}).map((definition) => `#/definitions/${definition}`);
      t.same([...used].sort(), defined.sort(), name);
    }
  },
);

t.test('definitions of the same name are the same in every document', async (t) => {
  const contents = new Map<string, Set<string>>();
  for (const document of ours.values()) {
    for (const [name, definition] of Object.entries(document.definitions ?? {})) {
      contents.set(name, (contents.get(name) ?? new Set()).add(JSON.stringify(definition)));
    }
  }
  t.ok(contents.size > 0);
  for (const [name, variants] of contents) t.equal(variants.size, 1, name);
});

t.test('files are written alike: two spaces, a last newline, keywords in one order', async (t) => {
  const order = ['$schema', '$id', 'type', 'properties', 'required', 'additionalProperties', 'definitions'];
  for (const [name, document] of ours) {
    const text = readFileSync(new URL(`${name}.json`, ourFolder), 'utf8');
    t.equal(text, `${JSON.stringify(document, null, 2)}\n`, name);
    const keys = Object.keys(document);
    t.same(
      keys,
      order.filter((keyword) => keys.includes(keyword)),
      name,
    );
  }
});

/** The document and every schema in it; the names of properties and definitions are no keywords. */
function nodesOf(node: JsonSchema): readonly JsonSchema[] {
  const children = [
    ...Object.values(node.properties ?? {}),
    ...Object.values(node.definitions ?? {}),
    ...(node.items === undefined ? [] : [node.items]),
  ];
  return [node, ...children.flatMap(nodesOf)];
}
