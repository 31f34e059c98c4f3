// JavaScript with imports and exports to the text of a function in which every name of the top level, of this cell or of an
// earlier one, is a property of a binding: an object of its own, which all cells share. So a name is one variable.
import { parseBound, type Ts, type TypeScript } from '../typescript';
import { analyze, boundNames, isAssigned, isReference, type Analysis } from './analysis';
import { Edits, type LineEdits } from './edits';
import { loopCopies } from './loops';
import { bindingName, copyName, defaultName, isKernelName, runName, valueOf } from './names';
import { resolve } from './resolve';

export interface ImportedName {
  /** Under which the module exports it; '*' for all that it exports. */
  readonly imported: string;
  /** The name at the top level. */
  readonly local: string;
}

export interface ImportRequest {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
}

export type Export =
  /** The value of a name of the top level. */
  | { readonly exported: string; readonly local: string }
  /** What an import, by its index, exports: a name, '*' as one object, or, where `exported` is '*' too, all names. */
  | { readonly exported: string; readonly imported: string; readonly from: number };

export interface Rewritten {
  /** A function's text: `function (run, require, module, exports, __filename, __dirname)`. Its first line is the kernel's. */
  readonly code: string;
  readonly isAsync: boolean;
  /** What changed in each line of the JavaScript. */
  readonly edits: LineEdits;
  /** The names whose bindings it uses. */
  readonly names: readonly string[];
  /** The names that it declares, imports included. */
  readonly declared: readonly string[];
  readonly imports: readonly ImportRequest[];
  readonly exports: readonly Export[];
  /** Names that its functions assign. */
  readonly writtenInFunctions: readonly string[];
}

export interface Surroundings {
  /** The names that earlier cells have declared. */
  readonly known: ReadonlySet<string>;
  /** Those of them that are imports, or that some function assigns. */
  readonly changing: ReadonlySet<string>;
  /** The compiler's helpers, by name. */
  readonly helpers: ReadonlySet<string>;
  /** Names of namespaces and enums of the cell, which begin anew. */
  readonly fresh: ReadonlySet<string>;
}

const parameters = ['require', 'module', 'exports', '__filename', '__dirname'];
const always = new Set([...parameters, 'arguments', 'undefined', 'eval', 'globalThis']);

export function rewrite(ts: Ts, javascript: string, surroundings: Surroundings): Rewritten {
  return new Rewriter(ts, javascript, surroundings).run();
}

class Rewriter {
  readonly #ts: Ts;
  readonly #text: string;
  readonly #file: TypeScript.SourceFile;
  readonly #surroundings: Surroundings;
  readonly #analysis: Analysis;
  readonly #edits = new Edits();
  readonly #names = new Set<string>();
  readonly #declared = new Set<string>();
  readonly #helpers = new Set<string>();
  readonly #hoistedVars = new Set<string>();
  readonly #functions = new Map<string, string>();
  readonly #imports: { specifier: string; names: ImportedName[] }[] = [];
  readonly #exports: Export[] = [];
  readonly #imported = new Set<string>();
  /** The names that the loop at hand has copies of. */
  #copied: ReadonlySet<string> = new Set();
  #functionDepth = 0;

  constructor(ts: Ts, text: string, surroundings: Surroundings) {
    this.#ts = ts;
    this.#text = text;
    this.#surroundings = surroundings;
    this.#file = parseBound(ts, 'cell.mts', text);
    this.#analysis = analyze(ts, this.#file);
    for (const statement of this.#file.statements)
      if (ts.isImportDeclaration(statement))
        for (const name of importedNames(ts, statement)) this.#imported.add(name.local);
  }

  run(): Rewritten {
    for (const statement of this.#file.statements) this.#topStatement(statement);
    const { text, lines } = this.#edits.apply(this.#text);
    const { awaits, writtenInFunctions } = this.#analysis;
    const head = `(${awaits ? 'async ' : ''}function (${[runName, ...parameters].join(', ')}) {${this.#head()}\n`;
    return {
      code: `${head}${text}\n})`,
      isAsync: awaits,
      edits: lines,
      names: [...this.#names],
      declared: [...this.#declared],
      imports: this.#imports,
      exports: this.#exports,
      writtenInFunctions: [...writtenInFunctions],
    };
  }

  /** What comes before the first statement: bindings and helpers, and what is hoisted. */
  #head(): string {
    const parts = ['"use strict";'];
    const unpack = (names: Iterable<string>, from: string, as: (name: string) => string) => {
      const list = Array.from(names, (name) => `${JSON.stringify(name)}: ${as(name)}`);
      if (list.length > 0) parts.push(`const {${list.join(', ')}} = ${runName}.${from};`);
    };
    const quote = (names: Iterable<string>) => Array.from(names, (name) => JSON.stringify(name)).join(', ');
    const vars = [...this.#hoistedVars].filter((name) => !this.#functions.has(name));
    const early = [...this.#analysis.mayBeReadEarly];
    for (const name of [...vars, ...early, ...this.#functions.keys()]) this.#names.add(name);
    unpack(this.#names, 'bindings', bindingName);
    unpack(this.#helpers, 'helpers', (name) => name);
    if (early.length > 0) parts.push(`${runName}.awaitValue(${quote(early)});`);
    if (vars.length > 0) parts.push(`${runName}.hoist(${quote(vars)});`);
    for (const [name, local] of this.#functions) parts.push(`${valueOf(name)} = ${local};`);
    if (this.#functions.size > 0) parts.push(`${runName}.declare(${quote(this.#functions.keys())});`);
    return parts.join(' ');
  }

  #topStatement(statement: TypeScript.Statement): void {
    const ts = this.#ts;
    if (ts.isImportDeclaration(statement)) this.#import(statement);
    else if (ts.isExportDeclaration(statement)) this.#exportList(statement);
    else if (ts.isExportAssignment(statement)) this.#exportDefault(statement);
    else if (ts.isFunctionDeclaration(statement)) this.#function(statement);
    else if (ts.isClassDeclaration(statement)) this.#class(statement);
    else if (ts.isVariableStatement(statement)) {
      const exported = this.#takeModifiers(statement) !== null;
      const names = statement.declarationList.declarations.flatMap(({ name }) => boundNames(ts, name));
      if (exported) for (const name of names) this.#exports.push({ exported: name, local: name });
      this.#topList(statement.declarationList);
    } else this.#visit(statement);
  }

  /** Says that names have their values, after the place `at`. */
  #declare(at: number, names: readonly string[]): void {
    for (const name of names) this.#declared.add(name);
    if (names.length > 0) this.#edits.insert(at, ` ${declaring(names)};`);
  }

  /** Takes away `export` and `default`; gives the name that it is exported under, or null. */
  #takeModifiers(node: TypeScript.HasModifiers & { name?: TypeScript.Node | undefined }): string | null {
    const ts = this.#ts;
    let exported: string | null = null;
    for (const modifier of ts.getModifiers(node) ?? []) {
      const isDefault = modifier.kind === ts.SyntaxKind.DefaultKeyword;
      if (!isDefault && modifier.kind !== ts.SyntaxKind.ExportKeyword) continue;
      exported = isDefault ? 'default' : (exported ?? 'named');
      this.#edits.replace(modifier.getStart(), modifier.end, '');
    }
    return exported;
  }

  #function(node: TypeScript.FunctionDeclaration): void {
    const exported = this.#takeModifiers(node);
    const name = node.name?.text ?? defaultName;
    if (exported !== null)
      this.#exports.push({ exported: exported === 'default' ? 'default' : name, local: name });
    if (!node.name) {
      const bracket = node.getChildren().find(({ kind }) => kind === this.#ts.SyntaxKind.OpenParenToken)!;
      this.#edits.insert(bracket.getStart(), defaultName);
    }
    this.#functions.set(name, name);
    this.#declared.add(name);
    this.#inside(node);
  }

  #class(node: TypeScript.ClassDeclaration): void {
    const exported = this.#takeModifiers(node);
    const name = node.name?.text ?? defaultName;
    if (exported !== null)
      this.#exports.push({ exported: exported === 'default' ? 'default' : name, local: name });
    const keyword = node.getChildren().find(({ kind }) => kind === this.#ts.SyntaxKind.ClassKeyword)!;
    this.#edits.insert(
      keyword.getStart(),
      node.name ? `${this.#use(name)} = ` : `${this.#use(name)} = ({ default: `,
    );
    this.#inside(node);
    this.#edits.insert(node.end, node.name ? ';' : ' }).default;');
    this.#declare(node.end, [name]);
  }

  #exportDefault(node: TypeScript.ExportAssignment): void {
    const { expression } = node;
    this.#edits.replace(node.getStart(), expression.getStart(), `${this.#use(defaultName)} = ({ default: `);
    this.#visit(expression);
    this.#edits.insert(expression.end, ' }).default');
    this.#exports.push({ exported: 'default', local: defaultName });
    this.#declare(node.end, [defaultName]);
  }

  #exportList(node: TypeScript.ExportDeclaration): void {
    const ts = this.#ts;
    const { exportClause: clause, moduleSpecifier } = node;
    if (moduleSpecifier) {
      const from =
        this.#imports.push({ specifier: (moduleSpecifier as TypeScript.StringLiteral).text, names: [] }) - 1;
      if (!clause) this.#exports.push({ exported: '*', imported: '*', from });
      else if (ts.isNamespaceExport(clause))
        this.#exports.push({ exported: clause.name.text, imported: '*', from });
      else
        for (const { name, propertyName } of clause.elements)
          this.#exports.push({ exported: name.text, imported: (propertyName ?? name).text, from });
    } else if (clause && ts.isNamedExports(clause)) {
      for (const { name, propertyName } of clause.elements) {
        const local = (propertyName ?? name).text;
        this.#exports.push({ exported: name.text, local });
        this.#names.add(local);
      }
    }
    this.#edits.replace(node.getStart(), node.end, ';');
  }

  #import(node: TypeScript.ImportDeclaration): void {
    const { text: specifier } = node.moduleSpecifier as TypeScript.StringLiteral;
    const names = importedNames(this.#ts, node);
    this.#imports.push({ specifier, names });
    for (const { local } of names) this.#declared.add(local);
    this.#edits.replace(node.getStart(), node.end, ';');
  }

  /** A list of declarations of the top level: assignments. */
  #topList(list: TypeScript.VariableDeclarationList): void {
    const ts = this.#ts;
    const isVar = !(list.flags & ts.NodeFlags.BlockScoped);
    const isHead = ts.isForInStatement(list.parent) || ts.isForOfStatement(list.parent);
    const [first] = list.declarations;
    this.#edits.replace(list.getStart(), first.getStart(), '');
    for (const { name, initializer, end } of list.declarations) {
      const names = boundNames(ts, name);
      for (const bound of names) {
        this.#declared.add(bound);
        if (isVar) this.#hoistedVars.add(bound);
      }
      if (isHead) {
        this.#pattern(name);
      } else if (!ts.isIdentifier(name)) {
        this.#edits.insert(name.getStart(), '(');
        this.#pattern(name);
        this.#visit(initializer!);
        this.#edits.insert(initializer!.end, ')');
      } else if (initializer) {
        this.#target(name);
        this.#named(name.text, initializer);
      } else {
        // `var x;` gives it no value, unless it is an enum or a namespace, which begins anew.
        const keeps = isVar && !this.#surroundings.fresh.has(name.text);
        const target = this.#copied.has(name.text)
          ? `${this.#use(name.text)} = ${copyName(name.text)}`
          : this.#use(name.text);
        this.#edits.replace(name.getStart(), name.end, keeps ? 'void 0' : `${target} = void 0`);
      }
      if (!isVar) this.#edits.insert(end, `, ${declaring(names)}`);
    }
  }

  /** Where a value is assigned. */
  #target(name: TypeScript.Identifier): void {
    const target = this.#use(name.text);
    const both = this.#copied.has(name.text) ? `${target} = ${copyName(name.text)}` : target;
    this.#edits.replace(name.getStart(), name.end, both);
  }

  /** A pattern of a declaration, as one of an assignment. */
  #pattern(name: TypeScript.BindingName): void {
    const ts = this.#ts;
    if (ts.isIdentifier(name)) {
      this.#edits.replace(name.getStart(), name.end, this.#use(name.text));
      return;
    }
    for (const element of name.elements) {
      if (!ts.isBindingElement(element)) continue;
      const { propertyName, name: inner, initializer, dotDotDotToken } = element;
      if (propertyName && ts.isComputedPropertyName(propertyName)) this.#visit(propertyName.expression);
      if (ts.isObjectBindingPattern(name) && !propertyName && !dotDotDotToken && ts.isIdentifier(inner))
        this.#edits.replace(inner.getStart(), inner.end, `${inner.text}: ${this.#use(inner.text)}`);
      else this.#pattern(inner);
      if (initializer) this.#named(ts.isIdentifier(inner) ? inner.text : null, initializer);
    }
  }

  /** A value that, if it is a function or a class without a name, is to have this one, as it would in a declaration. */
  #named(name: string | null, value: TypeScript.Expression): void {
    if (name === null || !isAnonymous(this.#ts, value)) {
      this.#visit(value);
      return;
    }
    const key = JSON.stringify(name);
    this.#edits.insert(value.getStart(), `({ [${key}]: `);
    this.#visit(value);
    this.#edits.insert(value.end, ` })[${key}]`);
  }

  /** The expression for the value of a name. */
  #use(name: string): string {
    this.#names.add(name);
    return valueOf(name);
  }

  #inside(node: TypeScript.Node): void {
    this.#functionDepth++;
    const copied = this.#copied;
    this.#copied = new Set();
    this.#ts.forEachChild(node, (child) => {
      this.#visit(child);
    });
    this.#copied = copied;
    this.#functionDepth--;
  }

  #visit(node: TypeScript.Node): void {
    const ts = this.#ts;
    if (ts.isIdentifier(node)) {
      if (isReference(ts, node)) this.#reference(node);
    } else if (ts.isVariableDeclarationList(node) && this.#isTopVar(node)) this.#topList(node);
    else if (ts.isFunctionLike(node) || ts.isClassLike(node)) this.#inside(node);
    else if (this.#functionDepth === 0 && ts.isIterationStatement(node, false)) this.#loop(node);
    else if (ts.isThrowStatement(node)) this.#throw(node);
    else if (ts.isCatchClause(node)) this.#catch(node);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      this.#edits.replace(node.expression.getStart(), node.expression.end, `${runName}.import`);
      for (const argument of node.arguments) this.#visit(argument);
    } else if (ts.isBinaryExpression(node) && this.#assignsCopy(node)) this.#assignment(node);
    else if (ts.isMetaProperty(node)) {
      if (node.keywordToken === ts.SyntaxKind.ImportKeyword)
        this.#edits.replace(node.getStart(), node.end, `${runName}.meta`);
    } else if (ts.isShorthandPropertyAssignment(node)) this.#shorthand(node);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) this.#update(node);
    else if (ts.isBinaryExpression(node) && this.#isNamingAssignment(node)) {
      this.#visit(node.left);
      this.#named((node.left as TypeScript.Identifier).text, node.right);
    } else
      ts.forEachChild(node, (child) => {
        this.#visit(child);
      });
  }

  #isTopVar(list: TypeScript.VariableDeclarationList): boolean {
    return this.#functionDepth === 0 && !(list.flags & this.#ts.NodeFlags.BlockScoped);
  }

  /** `f = () => …`: as in a declaration, the function gets the variable's name. */
  #isNamingAssignment({ left, right, operatorToken: { kind } }: TypeScript.BinaryExpression): boolean {
    const ts = this.#ts;
    const assigns =
      kind === ts.SyntaxKind.EqualsToken ||
      kind === ts.SyntaxKind.BarBarEqualsToken ||
      kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
      kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
    return assigns && ts.isIdentifier(left) && isAnonymous(ts, right) && this.#isShared(left);
  }

  /** Whether it is a name of the top level, of this cell or an earlier one. */
  #isShared(identifier: TypeScript.Identifier): boolean {
    const resolution = resolve(this.#ts, identifier);
    return resolution === 'top' || (resolution === 'free' && this.#surroundings.known.has(identifier.text));
  }

  #reference(node: TypeScript.Identifier): void {
    const ts = this.#ts;
    const { text: name } = node;
    if (isKernelName(name)) return;
    if (!this.#isShared(node)) {
      if (resolve(ts, node) === 'free') this.#free(node);
      return;
    }
    const value = this.#copied.has(name) ? copyName(name) : this.#use(name);
    const isCalled = isCallee(ts, node);
    const isMember = value !== copyName(name);
    this.#edits.replace(node.getStart(), node.end, isMember && isCalled ? `(0, ${value})` : value, isCalled);
  }

  #assignsCopy(node: TypeScript.BinaryExpression): boolean {
    const { left } = node;
    const isCopy = this.#ts.isIdentifier(left) && this.#copied.has(left.text) && this.#isShared(left);
    return isCopy && isAssignmentOperator(this.#ts, node);
  }

  /** `x = …` becomes `(x = copy = …)`, `x += …` becomes `(x = copy += …)`. */
  #assignment(node: TypeScript.BinaryExpression): void {
    const name = node.left as TypeScript.Identifier;
    this.#edits.insert(node.getStart(), '(');
    this.#target(name);
    this.#named(name.text, node.right);
    this.#edits.insert(node.end, ')');
  }

  /** A name that nothing declares: one of JavaScript's, a helper of the compiler, or one that is still to come. */
  #free(node: TypeScript.Identifier): void {
    const ts = this.#ts;
    const { text: name } = node;
    if (always.has(name)) return;
    if (this.#surroundings.helpers.has(name)) this.#helpers.add(name);
    else if (!(name in globalThis) && !ts.isTypeOfExpression(node.parent) && !isAssigned(ts, node))
      this.#edits.replace(node.getStart(), node.end, `${runName}.free(${JSON.stringify(name)})`);
  }

  #shorthand({ name, objectAssignmentInitializer: fallback }: TypeScript.ShorthandPropertyAssignment): void {
    if (this.#isShared(name)) {
      const value = this.#copied.has(name.text) ? copyName(name.text) : this.#use(name.text);
      this.#edits.insert(name.end, `: ${value}`);
    } else if (resolve(this.#ts, name) === 'free' && !always.has(name.text) && !(name.text in globalThis))
      this.#edits.insert(name.end, `: ${runName}.free(${JSON.stringify(name.text)})`);
    if (fallback) this.#named(name.text, fallback);
  }

  #update(node: TypeScript.PrefixUnaryExpression | TypeScript.PostfixUnaryExpression): void {
    const ts = this.#ts;
    const { operand, operator } = node;
    const isUpdate = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
    if (
      !isUpdate ||
      !ts.isIdentifier(operand) ||
      !this.#copied.has(operand.text) ||
      !this.#isShared(operand)
    ) {
      this.#visit(operand);
      return;
    }
    const sign = operator === ts.SyntaxKind.PlusPlusToken ? '++' : '--';
    const [value, copy] = [this.#use(operand.text), copyName(operand.text)];
    // Of `x++`, the old value counts, where any does.
    const text =
      ts.isPrefixUnaryExpression(node) || isUnused(ts, node)
        ? `(${value} = ${sign}${copy})`
        : `(${runName}.old = ${copy}${sign}, ${value} = ${copy}, ${runName}.old)`;
    this.#edits.replace(node.getStart(), node.end, text);
  }

  #loop(loop: TypeScript.IterationStatement): void {
    const ts = this.#ts;
    const visit = () => {
      ts.forEachChild(loop, (child) => {
        this.#visit(child);
      });
    };
    const copies = this.#copied.size > 0 ? null : loopCopies(ts, loop, (name) => this.#mayCopy(name));
    if (!copies) {
      visit();
      return;
    }
    const { statement, names } = copies;
    const list = Array.from(names, (name) => `${copyName(name)} = ${this.#use(name)}`).join(', ');
    this.#edits.insert(statement.getStart(), `{ let ${list}; `);
    this.#copied = names;
    visit();
    this.#copied = new Set();
    this.#edits.insert(statement.end, ' }');
  }

  #mayCopy(name: string): boolean {
    return (
      !this.#imported.has(name) &&
      !this.#analysis.writtenInFunctions.has(name) &&
      !this.#analysis.mayBeReadEarly.has(name) &&
      !this.#surroundings.changing.has(name)
    );
  }

  /** Every thrown value passes the kernel: its line is known then, also of one that is no Error. */
  #throw({ expression }: TypeScript.ThrowStatement): void {
    const isList =
      this.#ts.isBinaryExpression(expression) &&
      expression.operatorToken.kind === this.#ts.SyntaxKind.CommaToken;
    this.#edits.insert(expression.getStart(), isList ? `${runName}.thrown = (` : `${runName}.thrown = `);
    this.#visit(expression);
    if (isList) this.#edits.insert(expression.end, ')');
  }

  /** An error that is caught speaks of the reader's names. */
  #catch({ variableDeclaration, block }: TypeScript.CatchClause): void {
    const name = variableDeclaration?.name;
    if (name && this.#ts.isIdentifier(name))
      this.#edits.insert(block.getStart() + 1, ` ${runName}.mend(${name.text});`);
    else if (name) this.#visit(name);
    this.#visit(block);
  }
}

const declaring = (names: readonly string[]): string =>
  `${runName}.declare(${names.map((name) => JSON.stringify(name)).join(', ')})`;

const isUnused = (ts: Ts, { parent }: TypeScript.Node): boolean =>
  ts.isExpressionStatement(parent) || ts.isForStatement(parent);

const isAssignmentOperator = (ts: Ts, { operatorToken: { kind } }: TypeScript.BinaryExpression): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** Called as a function, a property would get its object as `this`. */
function isCallee(ts: Ts, identifier: TypeScript.Identifier): boolean {
  let node: TypeScript.Node = identifier;
  while (ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  return (
    (ts.isCallExpression(parent) && parent.expression === node) ||
    (ts.isTaggedTemplateExpression(parent) && parent.tag === node)
  );
}

/** What gets a name from the variable that it is assigned to. */
function isAnonymous(ts: Ts, value: TypeScript.Expression): boolean {
  let inner = value;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  if (ts.isClassExpression(inner) || ts.isFunctionExpression(inner)) return inner.name === undefined;
  return ts.isArrowFunction(inner);
}

function importedNames(ts: Ts, { importClause }: TypeScript.ImportDeclaration): ImportedName[] {
  const { name, namedBindings } = importClause ?? {};
  const first = name ? [{ imported: 'default', local: name.text }] : [];
  if (!namedBindings) return first;
  if (ts.isNamespaceImport(namedBindings))
    return [...first, { imported: '*', local: namedBindings.name.text }];
  const named = namedBindings.elements.map((element) => ({
    imported: (element.propertyName ?? element.name).text,
    local: element.name.text,
  }));
  return [...first, ...named];
}
