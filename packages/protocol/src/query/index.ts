export { StoredEntry } from './answer-readers.js';
export { attributeField, type AttributeField } from './attribute-field.js';
export { negated } from './negated.js';
export { aggregatorClasses, distinctValues, mapEntry, predicateClasses, projectionClasses } from './query-classes.js';
export { type QueryClass, type QueryField, QueryObject } from './query-object.js';
export { queryReaders } from './query-readers.js';
