import ts from 'typescript';

const networkGlobals = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']);
const globalObjects = new Set(['globalThis', 'global']);
/** Modules by which code reaches the network without naming a network module. Rooms may have use for them; adapters have none. */
const sideDoors = /^(node:)?(child_process|cluster|worker_threads|vm|module|inspector|repl)$/;

/**
 * Ways from a source text to the network that no dependency tool sees: globals, computed imports and code made of text.
 * `adapter` looks for side doors too: child processes, worker threads, `require`.
 */
export function waysOut(text: string, { adapter }: { readonly adapter: boolean }): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
  const declared = new Set<string>();
  const found: string[] = [];

  const collect = (node: ts.Node): void => {
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    )
      declared.add(node.name.text);
    else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name)
      declared.add(node.name.text);
    else if (ts.isImportSpecifier(node) || ts.isImportClause(node))
      if (node.name) declared.add(node.name.text);
    ts.forEachChild(node, collect);
  };
  collect(source);

  const report = (node: ts.Node, way: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${way} (line ${line + 1})`);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && isValue(node)) {
      const name = node.text;
      if (networkGlobals.has(name) && !declared.has(name)) report(node, name);
      // `globalThis.x` is judged by x; the object itself, handed on, could be asked for anything.
      if (globalObjects.has(name) && !declared.has(name) && !isAccessed(node)) report(node, name);
      if ((name === 'eval' || name === 'Function') && !declared.has(name)) report(node, name);
      if (adapter && name === 'require' && !declared.has(name)) report(node, name);
    }
    const property = accessedName(node);
    if (property !== undefined) {
      const object = (node as ts.PropertyAccessExpression | ts.ElementAccessExpression).expression;
      const onGlobal =
        ts.isIdentifier(object) && globalObjects.has(object.text) && !declared.has(object.text);
      if (onGlobal && (property === null || networkGlobals.has(property)))
        report(node, property ?? 'computed global');
      if (property === 'getBuiltinModule') report(node, property);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (!argument || !ts.isStringLiteralLike(argument)) report(node, 'computed import');
      else if (adapter && sideDoors.test(argument.text)) report(node, argument.text);
    }
    if (adapter && (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const { text: name } = node.moduleSpecifier as ts.StringLiteral;
      if (sideDoors.test(name)) report(node, name);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether an identifier stands for a value, not for the name of a property, a member, a label or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node;
  if (ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isTypeElement(parent) || ts.isClassElement(parent) || ts.isEnumMember(parent))
    return ts.isPropertyDeclaration(parent) && parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isFunctionDeclaration(parent) || ts.isMethodDeclaration(parent) || ts.isClassDeclaration(parent))
    return false;
  return (
    !ts.isInterfaceDeclaration(parent) &&
    !ts.isTypeAliasDeclaration(parent) &&
    !ts.isModuleDeclaration(parent)
  );
}

function isAccessed(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
    parent.expression === node
  );
}

/** The name behind a dot or between brackets; null when it is computed; undefined when the node accesses nothing. */
function accessedName(node: ts.Node): string | null | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (!ts.isElementAccessExpression(node)) return undefined;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : null;
}
