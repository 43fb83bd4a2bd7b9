// The form of the documents in schemas/ocpp2.0.1 and schemas/ocpp2.1: which there are, what they are called, how they share their
// types, and that they say facts only.

import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { actions2, documentNames } from './schema-fixtures/actions2.ts';
import { compactJson } from './schema-fixtures/compact-json.ts';
import { compile, type JsonSchema } from './schema-fixtures/schema-sets.ts';
import { type OurSchemas2, ourSchemas2, versions2 } from './schema-fixtures/schema-sets2.ts';

// Structure and constraints; no title, description, comment, default or example.
const factual = new Set<string>([
  ...['$schema', '$id', '$ref', 'type', 'properties', 'required', 'additionalProperties', 'definitions', 'items'],
  ...['enum', 'format', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum'],
]);

// Enumerations that the specification names apart though they have the same values: what is added to one is not added to the others.
const sameValues = {
  '2.0.1': [
    'CancelReservationStatus CertificateSignedStatus ChargingProfileStatus ClearCacheStatus GenericStatus RequestStartStopStatus',
    'ChangeAvailabilityStatus ResetStatus',
    'ClearChargingProfileStatus ClearMessageStatus GetDisplayMessagesStatus',
    'GetCertificateStatus Iso15118EVCertificateStatus',
    'InstallCertificateStatus SetNetworkProfileStatus',
  ],
  '2.1': [
    'CancelReservationStatus CertificateSignedStatus ChargingProfileStatus ClearCacheStatus GenericStatus NotifyAllowedEnergyTransferStatus RequestStartStopStatus',
    'ChangeAvailabilityStatus ResetStatus',
    'ClearChargingProfileStatus GetDisplayMessagesStatus',
    'GetCertificateStatus Iso15118EVCertificateStatus',
    'InstallCertificateStatus SetNetworkProfileStatus',
    'TariffClearStatus TariffGetStatus',
  ],
};

t.test(
  '2.0.1 has 24, 1 and 39 actions; 2.1 has 64 and 11, 1 and 15 more; none is sent by two sides but DataTransfer',
  async (t) => {
    const counts = versions2.map((version) => {
      const { station, send, both, csms } = actions2[version];
      const all = [...station, ...send, ...both, ...csms];
      t.equal(new Set(all).size, all.length);
      return [station, send, both, csms, all].map(({ length }) => length);
    });
    t.same(counts, [
      [24, 0, 1, 39, 64],
      [24 + 11, 1, 1, 39 + 15, 64 + 11 + 1 + 15],
    ]);
  },
);

for (const version of versions2) {
  const ours = ourSchemas2(version);
  const { types, documents } = ours;
  const definitions = types.definitions ?? {};

  t.test(
    `${version}: one document of types, and one for each half of an action, but no response to a SEND`,
    async (t) => {
      const expected = [...documentNames(actions2[version]), 'types'];
      t.equal(expected.length, version === '2.0.1' ? 2 * 64 + 1 : 2 * 91 - 1 + 1);
      t.same(readdirSync(ours.folder).sort(), expected.map((name) => `${name}.json`).sort());
    },
  );

  t.test(`${version}: the id of a document is the published prefix and its name`, async (t) => {
    const year = version === '2.0.1' ? '2020:3' : '2025:1';
    for (const [name, { $id }] of documents) t.equal($id, `urn:OCPP:Cp:2:${year}:${name}`);
    t.equal(types.$id, `urn:ocpp:Cp:2:${year}:types`);
  });

  t.test(
    `${version}: every document is draft-07, compiles in strict mode, and takes no payload that is no object`,
    async (t) => {
      const checks = compile(documents, true, { types });
      for (const document of [types, ...documents.values()]) {
        t.equal((document as { $schema?: string }).$schema, 'http://json-schema.org/draft-07/schema#');
      }
      for (const name of documents.keys()) {
        for (const value of [null, [], '{}', 1]) t.equal(checks.get(name)?.(value), false, name);
      }
    },
  );

  t.test(`${version}: every object is closed but CustomData, which every other one may carry`, async (t) => {
    const { CustomData: customData } = definitions;
    t.equal(customData?.additionalProperties, undefined);
    t.same(customData?.required, ['vendorId']);
    const closed = everyNode(ours).filter((node) => node.type === 'object' && node !== customData);
    for (const node of closed) {
      t.equal(node.additionalProperties, false);
      t.match(node.properties?.customData?.$ref, /#\/definitions\/CustomData$/);
      t.same(
        (node.required ?? []).filter((name) => node.properties?.[name] === undefined),
        [],
      );
    }
    t.ok(closed.length > documents.size);
  });

  t.test(`${version}: documents say facts only`, async (t) => {
    const keywords = new Set(everyNode(ours).flatMap((node) => Object.keys(node)));
    t.same(
      [...keywords].filter((keyword) => !factual.has(keyword)),
      [],
    );
  });

  t.test(`${version}: objects and enumerations are defined in the types, and each of these is used`, async (t) => {
    for (const document of documents.values()) {
      const inner = nodesOf(document).slice(1);
      t.same(
        inner.filter((node) => node.type === 'object' || node.enum !== undefined),
        [],
        document.$id ?? '',
      );
      t.equal(document.definitions, undefined);
    }
    const used = new Set([
      ...[...documents.values()].flatMap((document) => references(document, `${ours.typesId}#/definitions/`)),
      ...references(types, '#/definitions/'),
    ]);
    t.same([...used].sort(), Object.keys(definitions).sort());
  });

  t.test(
    `${version}: a type has its name in the specification without Type, and without Enum where that is free`,
    async (t) => {
      const names = new Set(Object.keys(definitions));
      for (const name of names) {
        t.notMatch(name, /Type$/);
        if (name.endsWith('Enum')) t.ok(names.has(name.slice(0, -'Enum'.length)), name);
      }
      t.same([...names], [...names].sort());
    },
  );

  t.test(
    `${version}: no two types are the same, but for enumerations that the specification tells apart`,
    async (t) => {
      const named = new Map<string, string[]>();
      for (const [name, definition] of Object.entries(definitions)) {
        const content = JSON.stringify({ ...definition, enum: [...(definition.enum ?? [])].sort() });
        named.set(content, [...(named.get(content) ?? []), name]);
      }
      const alike = [...named.values()].filter(({ length }) => length > 1).map((names) => names.sort().join(' '));
      t.same(alike.sort(), sameValues[version]);
      t.ok(alike.every((names) => names.split(' ').every((name) => definitions[name]?.enum !== undefined)));
    },
  );

  t.test(`${version}: files are laid out alike, keywords in one order, customData last`, async (t) => {
    const order = [
      '$schema',
      '$id',
      'type',
      'properties',
      'required',
      'additionalProperties',
      'items',
      'enum',
      'format',
    ];
    for (const [name, document] of [...documents, ['types', types] as const]) {
      t.equal(readFileSync(new URL(`${name}.json`, ours.folder), 'utf8'), compactJson(document), name);
    }
    for (const node of everyNode(ours)) {
      const keywords = Object.keys(node).filter((keyword) => order.includes(keyword));
      t.same(
        keywords,
        order.filter((keyword) => keywords.includes(keyword)),
      );
      const names = Object.keys(node.properties ?? {});
      if (names.includes('customData')) t.equal(names.at(-1), 'customData');
    }
  });
}

function everyNode({ types, documents }: OurSchemas2): readonly JsonSchema[] {
  return [types, ...documents.values()].flatMap(nodesOf);
}

/** The document and every schema in it; the names of properties and definitions are no keywords. */
function nodesOf(node: JsonSchema): readonly JsonSchema[] {
  const children = [
    ...Object.values(node.properties ?? {}),
    ...Object.values(node.definitions ?? {}),
    ...(node.items === undefined ? [] : [node.items]),
  ];
  return [node, ...children.flatMap(nodesOf)];
}

/** The types that a document names; any other kind of reference stays whole, and so is found to be no type. */
function references(document: JsonSchema, base: string): readonly string[] {
  return nodesOf(document).flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref.replace(base, '')]));
}
