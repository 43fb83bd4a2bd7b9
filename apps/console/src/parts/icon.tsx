import type { JSX } from 'preact';

// Strokes on a grid of 16, drawn for this console.
const strokes = {
  overview: 'M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5H9z',
  chargePoint:
    'M3.5 14V3.5a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1V14M2.5 14h8M9.5 8h1.5v3a1.25 1.25 0 0 0 2.5 0V6L12 4.5M7 4.8 5.4 7.4h2.2L6 10',
  clients: 'M8 3.5v4M8 7.5 4 10.5M8 7.5l4 3M6.5 2h3v3h-3zM2.5 10.5h3v3h-3zM10.5 10.5h3v3h-3z',
  users: 'M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.75 13.75a5.25 5.25 0 0 1 10.5 0',
  key: 'M5.25 13.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM7.25 8.75l6-6M10.5 5.5l2 2',
  settings: 'M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3',
  send: 'M14 2 2 6.5l5 2.5 2.5 5zM14 2 7 9',
  listeners: 'M8 9v5M5 14h6M8 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM4.2 10.8a5.4 5.4 0 0 1 0-7.6M11.8 3.2a5.4 5.4 0 0 1 0 7.6',
  webhooks:
    'M5.5 10.5a2.25 2.25 0 1 0 0 3.2M8 7 5.6 11.9M8 7a2.25 2.25 0 1 0-2.6-2.2M8 5l3 5.5M11.2 9.6a2.25 2.25 0 1 1-1 4M6 12.2h5.4',
  consoleUsers:
    'M2.5 3h11v7.5h-11zM5.5 13.5h5M8 10.5v3M8 6.7a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2zM5.9 8.9a2.2 2.2 0 0 1 4.2 0',
  audit: 'M3.5 2.5h9v11h-9zM6 5.5h4M6 8h4M6 10.5h2.5',
  backups:
    'M2.5 4.2c0-.9 2.5-1.7 5.5-1.7s5.5.8 5.5 1.7-2.5 1.7-5.5 1.7-5.5-.8-5.5-1.7zM2.5 4.2v7.6c0 .9 2.5 1.7 5.5 1.7s5.5-.8 5.5-1.7V4.2M2.5 8c0 .9 2.5 1.7 5.5 1.7s5.5-.8 5.5-1.7',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  close: 'M4 4l8 8M12 4l-8 8',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof strokes;

/** A decoration: the words beside it say what is meant. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}

/** The mark of the product. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" class="mark-ground" />
      <path d="M17.5 5 8.5 18h6l-1.2 9 9.2-13.4h-6.1z" class="mark-bolt" />
    </svg>
  );
}
