import t from 'tap';
import { LocalSessionRegistry } from '../src/session-registry.ts';
import { sessionRegistryContract } from './contract/session-registry.ts';

sessionRegistryContract(t, 'LocalSessionRegistry', () => new LocalSessionRegistry<object>());
