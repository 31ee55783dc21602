import { describeOnTaskMembers } from '../support/task-beds.js';
import { executorContract } from './executor/tasks.js';

describeOnTaskMembers('Executor service', executorContract);
