/** What stands for a path that no route has. */
export const UNKNOWN_ROUTE = 'other';

interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  template: string | undefined;
}

const emptyNode = (): Node => ({ literals: new Map(), parameter: undefined, template: undefined });

/**
 * Finds the template of a path, so that what is counted by route neither grows with tenants and users nor shows them. It judges the path
 * alone: what a server answers, and in which order its routes are tried, does not matter.
 */
export class RouteTemplates {
  private readonly root = emptyNode();

  /** @param paths of routes, with `:name` or `{name}` for a segment of any kind */
  learn(paths: Iterable<string>): void {
    for (const path of paths) this.add(path.replace(/:(\w+)/g, '{$1}'));
  }

  /** The template, or `other`. A literal segment is preferred to a parameter. */
  of(path: string): string {
    const segments = path.split('/', 16);
    const isOpen = segments.at(-1) === '' && segments.length > 2;
    return find(this.root, isOpen ? segments.slice(0, -1) : segments, 1) ?? UNKNOWN_ROUTE;
  }

  private add(template: string): void {
    let node = this.root;
    for (const segment of template.split('/').slice(1)) {
      if (segment.startsWith('{')) node = node.parameter ??= emptyNode();
      else {
        const next = node.literals.get(segment) ?? emptyNode();
        node.literals.set(segment, next);
        node = next;
      }
    }
    node.template = template;
  }
}

function find(node: Node, segments: readonly string[], index: number): string | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.template;
  const literal = node.literals.get(segment);
  const found = literal && find(literal, segments, index + 1);
  return found ?? (node.parameter && segment !== '' ? find(node.parameter, segments, index + 1) : undefined);
}
