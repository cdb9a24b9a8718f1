// What the diagrams of scenarios take of dagre.
export { graphlib, layout } from '@dagrejs/dagre';
