import t from 'tap';
import { printGatewayClient, printMqttClient } from '../src/client-json.ts';
import { clientSchemas } from '../src/client-schema.ts';
import { fullGatewayClient } from './fixtures/memory-clients.ts';

const propertiesOf = (name: string) => Object.keys((clientSchemas[name] as { readonly properties: object }).properties);

t.test('the schemas name the fields that are printed, all and no others', async (t) => {
  const gateway = printGatewayClient(fullGatewayClient, 'n') as { readonly ocpp: object };
  t.same(propertiesOf('GatewayClient').sort(), Object.keys(gateway).sort());
  const ocpp = clientSchemas.GatewayClient as {
    readonly properties: { readonly ocpp: { readonly properties: object } };
  };
  t.same(Object.keys(ocpp.properties.ocpp.properties).sort(), Object.keys(gateway.ocpp).sort());
  const mqtt = printMqttClient({ clientId: 'c', protocolVersion: '4', connected: true }, 'n');
  t.same(propertiesOf('MqttClient').sort(), Object.keys(mqtt).sort());
});
