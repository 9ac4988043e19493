// Azurite finds a collection by looking at all of them, and the rows of a query by looking at every row of the table,
// though it keeps an index of the partitions. With many tests in one Azurite, or months of events, that is most of its
// work. Both answers stay Azurite's own; only where it looks is narrowed.
"use strict";

const Loki = require("lokijs");
const persistence = "azurite/dist/src/table/persistence/";
const Store = require(persistence + "LokiTableMetadataStore").default;
const parse = require(persistence + "QueryInterpreter/QueryParser").default;

// The partition that a filter demands of every row: undefined when it names none, or one of several.
function partitionOf(node) {
  switch (node?.name) {
    case "and":
      return partitionOf(node.left) ?? partitionOf(node.right);
    case "eq":
      return node.left.identifier === "PartitionKey" && node.right.name === "constant" ? node.right.value : undefined;
    default:
      return undefined;
  }
}

// A filter that cannot be read gets Azurite's own answer.
function partitionNamedBy(filter) {
  try {
    return filter ? partitionOf(parse(filter)) : undefined;
  } catch {
    return undefined;
  }
}

const query = Store.prototype.queryTableEntities;
Store.prototype.queryTableEntities = function (context, account, table, options, ...next) {
  const partition = partitionNamedBy(options.filter);
  if (partition === undefined) {
    return query.call(this, context, account, table, options, ...next);
  }

  const rows = (...of) => ({ chain: () => this.getEntityCollection(...of).chain().find({ PartitionKey: partition }) });
  const narrowed = Object.create(this, { getEntityCollection: { value: rows } });
  return query.call(narrowed, context, account, table, options, ...next);
};

// Collections by name, as they were found; one that was removed or renamed meanwhile is looked for again.
const found = new WeakMap();
const getCollection = Loki.prototype.getCollection;
Loki.prototype.getCollection = function (name) {
  const known = found.get(this) ?? found.set(this, new Map()).get(this);
  const last = known.get(name);
  if (last && this.collections[last.at] === last.collection && last.collection.name === name) {
    return last.collection;
  }

  const collection = getCollection.call(this, name);
  if (collection) {
    known.set(name, { collection, at: this.collections.indexOf(collection) });
  }

  return collection;
};
