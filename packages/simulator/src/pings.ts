import type { Timers } from './clock.ts';
import type { Device } from './device.ts';

/** Pings every WebSocketPingInterval seconds (OCPP-J 1.6 §5.3), counted from now; 0 stops it. */
export function schedulePings(device: Device, timers: Timers, ping: () => void): void {
  const intervalS = device.configuration.count('WebSocketPingInterval');
  timers.clear('ping');
  if (intervalS === 0) return;
  timers.set('ping', intervalS * 1000, () => {
    schedulePings(device, timers, ping);
    ping();
  });
}
