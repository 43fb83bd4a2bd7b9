/** The payload of a MeterValues of OCPP 1.6 with three sampled values, as a charge point sends it every minute; with its envelope on MQTT about 600 bytes. */
export const meterValuesPayload = JSON.stringify({
  connectorId: 1,
  transactionId: 170_305,
  meterValue: [
    {
      timestamp: '2026-03-14T15:09:26.535Z',
      sampledValue: [
        sample('1530247.5', 'Energy.Active.Import.Register', 'Wh'),
        sample('11021.8', 'Power.Active.Import', 'W'),
        { ...sample('15.97', 'Current.Import', 'A'), phase: 'L1' },
      ],
    },
  ],
});

function sample(value: string, measurand: string, unit: string): Readonly<Record<string, string>> {
  return { value, context: 'Sample.Periodic', format: 'Raw', measurand, location: 'Outlet', unit };
}
