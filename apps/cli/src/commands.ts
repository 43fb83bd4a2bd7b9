import type { Command } from './command.ts';
import { auditCommand } from './commands/audit.ts';
import {
  createBackupCommand,
  downloadBackupCommand,
  listBackupsCommand,
  removeBackupCommand,
} from './commands/backup.ts';
import { callCommand, callOutcomeCommand } from './commands/call.ts';
import { checkConfigCommand } from './commands/check-config.ts';
import { clientsCommand, kickCommand } from './commands/clients.ts';
import { completionCommand } from './commands/completion.ts';
import { exportCommand, importCommand } from './commands/data.ts';
import { importUsersCommand } from './commands/import-users.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { tailCommand } from './commands/tail.ts';
import { addUserCommand, listUsersCommand, removeUserCommand } from './commands/users.ts';
import {
  deadLettersCommand,
  dropWebhookCommand,
  listWebhooksCommand,
  retryWebhookCommand,
  testWebhookCommand,
} from './commands/webhooks.ts';

/** Every command, in the order in which the help lists them. */
export const commands: readonly Command[] = [
  startCommand,
  checkConfigCommand,
  statusCommand,
  loginCommand,
  logoutCommand,
  clientsCommand,
  kickCommand,
  callCommand,
  callOutcomeCommand,
  tailCommand,
  listUsersCommand,
  addUserCommand,
  removeUserCommand,
  importUsersCommand,
  listWebhooksCommand,
  testWebhookCommand,
  deadLettersCommand,
  retryWebhookCommand,
  dropWebhookCommand,
  auditCommand,
  exportCommand,
  importCommand,
  createBackupCommand,
  listBackupsCommand,
  downloadBackupCommand,
  removeBackupCommand,
  completionCommand(() => commands),
];
