/** The `$SYS` topics are the broker's own: nobody else publishes there (MQTT 5 §4.7.2). */
export function isSystemTopic(topic: string): boolean {
  return topic === '$SYS' || topic.startsWith('$SYS/');
}
