import { describe, expect, it } from 'vitest';
import { type IndexConfig, indexConfig } from '../../src/structures/index-config.js';

const attributes = ['name'];
const bitmap = (options: unknown): IndexConfig => ({
  type: 'BITMAP',
  attributes,
  bitmapIndexOptions: options as NonNullable<IndexConfig['bitmapIndexOptions']>,
});

describe('indexConfig', () => {
  it('is of a sorted index unless it says otherwise', () => {
    expect(indexConfig('m', { attributes })).toEqual({
      name: 'm_sorted_name',
      type: 0,
      attributes: ['name'],
      bitmapIndexOptions: { uniqueKey: '__key', uniqueKeyTransformation: 0 },
    });
  });

  it.each([
    ['SORTED', 0, 'm_sorted_name'],
    ['HASH', 1, 'm_hash_name'],
    ['BITMAP', 2, 'm_bitmap_name'],
  ] as const)('of type %s is number %i on the wire, and part of the name', (type, number, name) => {
    expect(indexConfig('m', { type, attributes })).toMatchObject({ type: number, name });
  });

  it('names a composite index by all its attributes, in their order', () => {
    const config = indexConfig('m', { type: 'HASH', attributes: ['b', 'a', '__key#id'] });
    expect(config).toMatchObject({ name: 'm_hash_b_a___key#id', attributes: ['b', 'a', '__key#id'] });
  });

  it('takes the name it is given', () => {
    expect(indexConfig('m', { attributes, name: 'mine' }).name).toBe('mine');
  });

  it('leaves out blanks and one `this.`, also in the name', () => {
    const config = indexConfig('m', { attributes: [' this.name ', 'this.this.x', 'this', 'thistle.y'] });
    expect(config.attributes).toEqual(['name', 'this.x', 'this', 'thistle.y']);
    expect(config.name).toBe('m_sorted_name_this.x_this_thistle.y');
  });

  it('leaves the configuration as it was', () => {
    const config = Object.freeze({ attributes: Object.freeze([' this.name ']) });
    indexConfig('m', config);
    expect(config.attributes).toEqual([' this.name ']);
  });

  it.each([
    [{}, '__key', 0],
    [{ uniqueKey: ' this.id ' }, 'id', 0],
    [{ uniqueKeyTransformation: 'OBJECT' }, '__key', 0],
    [{ uniqueKeyTransformation: 'LONG' }, '__key', 1],
    [{ uniqueKey: 'id', uniqueKeyTransformation: 'RAW' }, 'id', 2],
  ])('takes the bitmap options %o', (options, uniqueKey, uniqueKeyTransformation) => {
    expect(indexConfig('m', bitmap(options)).bitmapIndexOptions).toEqual({ uniqueKey, uniqueKeyTransformation });
  });

  it('has at most 255 attributes', () => {
    const many = (length: number): string[] => Array.from({ length }, (_, i) => `a${i}`);
    expect(indexConfig('m', { attributes: many(255) }).attributes).toHaveLength(255);
    expect(() => indexConfig('m', { attributes: many(256) })).toThrow('at most 255 attributes');
  });

  it.each<[string, IndexConfig, string]>([
    ['no attributes', { attributes: [] }, 'at least one attribute'],
    ['an empty attribute', { attributes: [''] }, "'' is not the path of an attribute"],
    ['a blank attribute', { attributes: ['a', '  '] }, "'  ' is not the path of an attribute"],
    ['an attribute that ends with a dot', { attributes: ['address.'] }, "'address.' is not the path"],
    ['`this.` alone', { attributes: ['this.'] }, "'this.' is not the path"],
    ['an attribute that is no text', { attributes: [5 as never] }, 'an attribute must be text'],
    ['an attribute twice', { attributes: ['a', 'b', 'a'] }, 'an attribute comes twice: a, b, a'],
    ['an attribute twice, written in two ways', { attributes: ['a', ' this.a'] }, 'an attribute comes twice: a, a'],
    ['another type', { type: 'TREE' as never, attributes }, 'no index type TREE: use SORTED, HASH or BITMAP'],
    ['a type that all objects have', { type: 'toString' as never, attributes }, 'no index type toString'],
    ['two attributes of a bitmap', { type: 'BITMAP', attributes: ['a', 'b'] }, 'a BITMAP index has one attribute'],
    ['bitmap options without a bitmap', { attributes, bitmapIndexOptions: {} }, 'are for BITMAP indexes'],
    ['a blank unique key', bitmap({ uniqueKey: ' ' }), "' ' is not the path of an attribute"],
    ['another transformation', bitmap({ uniqueKeyTransformation: 'TEXT' }), 'must be OBJECT, LONG or RAW, not TEXT'],
  ])('refuses %s', (_, config, reason) => {
    const making = () => indexConfig('m', config);
    expect(making).toThrow(TypeError);
    expect(making).toThrow(reason);
  });
});
