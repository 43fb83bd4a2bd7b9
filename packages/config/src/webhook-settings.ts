/** How many events there may be, and of how many bytes in all. */
export type WebhookBounds = { readonly max_events: number; readonly max_bytes: string };

/** One of the root `webhooks`. */
export type WebhookSettings = {
  readonly url: string;
  readonly enable: boolean;
  readonly events: readonly string[];
  readonly identities: readonly string[];
  readonly direction: 'both' | 'upstream' | 'downstream';
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cacertfile: string;
  readonly batch: WebhookBounds & { readonly max_wait: string };
  readonly timeout: string;
  readonly retry: { readonly first: string; readonly factor: number; readonly max: string; readonly attempts: number };
  readonly max_age: string;
  readonly queue: WebhookBounds;
  readonly dead_letters: WebhookBounds;
  readonly concurrency: number;
};
