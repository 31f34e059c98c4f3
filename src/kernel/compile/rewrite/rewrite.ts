// JavaScript with imports and exports to the text of a function in which every name of the top level, of this cell or of an
// earlier one, is a property of a binding: an object of its own, which all cells share. So a name is one variable.
import { parseBound, type Ts, type TypeScript } from '../typescript';
import { analyze, boundNames } from './analysis';
import { Context } from './context';
import { declaring, topList } from './declarations';
import { inside, visit } from './expressions';
import { bindingName, defaultName, runName, valueOf } from './names';
import {
  parameters,
  type Export,
  type ImportedName,
  type ImportRequest,
  type Rewritten,
  type RewriteScope,
} from './types';

export type { Export, ImportRequest, Rewritten, RewriteScope } from './types';

export function rewrite(ts: Ts, javascript: string, scope: RewriteScope): Rewritten {
  return new Rewriter(ts, javascript, scope).run();
}

class Rewriter {
  readonly #ts: Ts;
  readonly #text: string;
  readonly #file: TypeScript.SourceFile;
  readonly #context: Context;
  /** Functions of the top level, which are hoisted. */
  readonly #functions = new Set<string>();
  readonly #imports: ImportRequest[] = [];
  readonly #exports: Export[] = [];

  constructor(ts: Ts, text: string, scope: RewriteScope) {
    this.#ts = ts;
    this.#text = text;
    this.#file = parseBound(ts, 'cell.mts', text);
    this.#context = new Context(ts, analyze(ts, this.#file), scope, visit);
    for (const statement of this.#file.statements)
      if (ts.isImportDeclaration(statement))
        for (const { local } of importedNames(ts, statement)) this.#context.imported.add(local);
  }

  run(): Rewritten {
    for (const statement of this.#file.statements) this.#topStatement(statement);
    const { text, lines } = this.#context.edits.apply(this.#text);
    const { awaits, writtenInFunctions } = this.#context.analysis;
    const head = `(${awaits ? 'async ' : ''}function (${[runName, ...parameters].join(', ')}) {${this.#head()}\n`;
    return {
      code: `${head}${text}\n})`,
      isAsync: awaits,
      edits: lines,
      names: [...this.#context.names],
      declared: [...this.#context.declared],
      imports: this.#imports,
      exports: this.#exports,
      writtenInFunctions: [...writtenInFunctions],
    };
  }

  /** The code before the first statement: bindings, helpers, and hoisted functions. */
  #head(): string {
    const parts = ['"use strict";'];
    const unpack = (names: Iterable<string>, from: string, as: (name: string) => string) => {
      const list = Array.from(names, (name) => `${JSON.stringify(name)}: ${as(name)}`);
      if (list.length > 0) parts.push(`const {${list.join(', ')}} = ${runName}.${from};`);
    };
    const quote = (names: Iterable<string>) => Array.from(names, (name) => JSON.stringify(name)).join(', ');
    const vars = [...this.#context.hoisted].filter((name) => !this.#functions.has(name));
    const early = [...this.#context.analysis.mayBeReadEarly];
    for (const name of [...vars, ...early, ...this.#functions]) this.#context.names.add(name);
    unpack(this.#context.names, 'bindings', bindingName);
    unpack(this.#context.helpers, 'helpers', (name) => name);
    if (early.length > 0) parts.push(`${runName}.awaitValue(${quote(early)});`);
    if (vars.length > 0) parts.push(`${runName}.hoist(${quote(vars)});`);
    for (const name of this.#functions) parts.push(`${valueOf(name)} = ${name};`);
    if (this.#functions.size > 0) parts.push(`${runName}.declare(${quote(this.#functions)});`);
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
      topList(this.#context, statement.declarationList);
    } else this.#context.visit(statement);
  }

  /** Says that names have their values, after the place `at`. */
  #declare(at: number, names: readonly string[]): void {
    for (const name of names) this.#context.declared.add(name);
    if (names.length > 0) this.#context.edits.insert(at, ` ${declaring(names)};`);
  }

  /** Takes away `export` and `default`; gives the name that it is exported under, or null. */
  #takeModifiers(node: TypeScript.HasModifiers & { name?: TypeScript.Node | undefined }): string | null {
    const ts = this.#ts;
    let exported: string | null = null;
    for (const modifier of ts.getModifiers(node) ?? []) {
      const isDefault = modifier.kind === ts.SyntaxKind.DefaultKeyword;
      if (!isDefault && modifier.kind !== ts.SyntaxKind.ExportKeyword) continue;
      exported = isDefault ? 'default' : (exported ?? 'named');
      this.#context.edits.replace(modifier.getStart(), modifier.end, '');
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
      this.#context.edits.insert(bracket.getStart(), defaultName);
    }
    this.#functions.add(name);
    this.#context.declared.add(name);
    inside(this.#context, node);
  }

  #class(node: TypeScript.ClassDeclaration): void {
    const exported = this.#takeModifiers(node);
    const name = node.name?.text ?? defaultName;
    if (exported !== null)
      this.#exports.push({ exported: exported === 'default' ? 'default' : name, local: name });
    const keyword = node.getChildren().find(({ kind }) => kind === this.#ts.SyntaxKind.ClassKeyword)!;
    this.#context.edits.insert(
      keyword.getStart(),
      node.name ? `${this.#context.use(name)} = ` : `${this.#context.use(name)} = ({ default: `,
    );
    inside(this.#context, node);
    this.#context.edits.insert(node.end, node.name ? ';' : ' }).default;');
    this.#declare(node.end, [name]);
  }

  #exportDefault(node: TypeScript.ExportAssignment): void {
    const { expression } = node;
    this.#context.edits.replace(
      node.getStart(),
      expression.getStart(),
      `${this.#context.use(defaultName)} = ({ default: `,
    );
    this.#context.visit(expression);
    this.#context.edits.insert(expression.end, ' }).default');
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
        this.#context.names.add(local);
      }
    }
    this.#context.edits.replace(node.getStart(), node.end, ';');
  }

  #import(node: TypeScript.ImportDeclaration): void {
    const { text: specifier } = node.moduleSpecifier as TypeScript.StringLiteral;
    const names = importedNames(this.#ts, node);
    this.#imports.push({ specifier, names });
    for (const { local } of names) this.#context.declared.add(local);
    this.#context.edits.replace(node.getStart(), node.end, ';');
  }
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
