// Writes nodes as TensorFlow's SavedModel: field numbers are those of its protocol buffers (saved_model.proto, graph.proto,
// node_def.proto, attr_value.proto, tensor.proto).
import { BinaryWriter } from 'google-protobuf';
import { dtypeNumbers } from '../backend';
import type { Attr, Attrs, Data, DType } from './ir';

/** A node with its name and the names of its inputs: `x:0`, or `^x` for one that must only have run. */
export interface NamedNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attrs: Attrs;
  readonly data?: { readonly values: Data; readonly shape: readonly number[]; readonly dtype: DType };
}

/** Names of a graph's inputs and outputs, for programs that load it. */
export interface Signature {
  readonly inputs: Readonly<Record<string, NamedValue>>;
  readonly outputs: Readonly<Record<string, NamedValue>>;
  /** The node that gives the variables their first values; null where there are no variables. */
  readonly initializer: string | null;
}

export interface NamedValue {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

type Writer = InstanceType<typeof BinaryWriter>;

/** Writes a message inside another message. */
function message(writer: Writer, field: number, write: (inner: Writer) => void): void {
  writer.writeMessage(field, {}, (_, inner) => {
    write(inner);
  });
}

function writeShape(writer: Writer, shape: readonly number[]): void {
  for (const size of shape) {
    message(writer, 2, (dim) => {
      dim.writeInt64(1, size);
    });
  }
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function writeAttr(writer: Writer, attr: Attr): void {
  if ('bool' in attr) writer.writeBool(5, attr.bool);
  else if ('int' in attr) writer.writeInt64(3, attr.int);
  else if ('float' in attr) writer.writeFloat(4, attr.float);
  else if ('string' in attr) writer.writeBytes(2, text(attr.string));
  else if ('type' in attr) writer.writeEnum(6, dtypeNumbers[attr.type]);
  else if ('shape' in attr)
    message(writer, 7, (shape) => {
      writeShape(shape, attr.shape);
    });
  else
    message(writer, 1, (list) => {
      if ('ints' in attr) list.writePackedInt64(3, [...attr.ints]);
      else if ('floats' in attr) list.writePackedFloat(4, [...attr.floats]);
      else for (const s of attr.strings) list.writeBytes(2, text(s));
    });
}

function writeNode(writer: Writer, { name, op, inputs, attrs, data }: NamedNode): void {
  writer.writeString(1, name);
  writer.writeString(2, op);
  for (const input of inputs) writer.writeString(3, input);
  const attribute = (key: string, write: (value: Writer) => void): void => {
    message(writer, 5, (entry) => {
      entry.writeString(1, key);
      message(entry, 2, write);
    });
  };
  for (const [key, attr] of Object.entries(attrs)) {
    attribute(key, (value) => {
      writeAttr(value, attr);
    });
  }
  if (!data) return;
  attribute('value', (value) => {
    message(value, 8, (tensor) => {
      tensor.writeEnum(1, dtypeNumbers[data.dtype]);
      message(tensor, 2, (shape) => {
        writeShape(shape, data.shape);
      });
      const { buffer, byteOffset, byteLength } = data.values;
      tensor.writeBytes(4, new Uint8Array(buffer, byteOffset, byteLength));
    });
  });
}

function writeSignature(
  writer: Writer,
  { inputs, outputs }: Pick<Signature, 'inputs' | 'outputs'>,
  method: string,
): void {
  const side = (field: number, values: Readonly<Record<string, NamedValue>>): void => {
    for (const [key, { name, shape, dtype }] of Object.entries(values)) {
      message(writer, field, (entry) => {
        entry.writeString(1, key);
        message(entry, 2, (info) => {
          info.writeString(1, name);
          info.writeEnum(2, dtypeNumbers[dtype]);
          message(info, 3, (s) => {
            writeShape(s, shape);
          });
        });
      });
    }
  };
  side(1, inputs);
  side(2, outputs);
  writer.writeString(3, method);
}

const PRODUCER = 1087; // the GraphDef version of TensorFlow 2.9: the oldest that tfjs-node comes with, and later ones read it
const CONSUMER = 12;

/** The bytes of saved_model.pb. */
export function savedModel(nodes: readonly NamedNode[], signature: Signature | null): Uint8Array {
  const writer = new BinaryWriter();
  writer.writeInt64(1, 1);
  message(writer, 2, (meta) => {
    message(meta, 1, (info) => {
      info.writeString(4, 'serve');
    });
    message(meta, 2, (graph) => {
      for (const node of nodes) {
        message(graph, 1, (inner) => {
          writeNode(inner, node);
        });
      }
      message(graph, 4, (versions) => {
        versions.writeInt32(1, PRODUCER);
        versions.writeInt32(2, CONSUMER);
      });
    });
    if (!signature) return;
    const entry = (key: string, value: Pick<Signature, 'inputs' | 'outputs'>, method: string): void => {
      message(meta, 5, (def) => {
        def.writeString(1, key);
        message(def, 2, (inner) => {
          writeSignature(inner, value, method);
        });
      });
    };
    entry('serving_default', signature, 'tensorflow/serving/predict');
    if (signature.initializer === null) return;
    const start: NamedValue = { name: signature.initializer, shape: [], dtype: 'float32' };
    entry('__saved_model_init_op', { inputs: {}, outputs: { __saved_model_init_op: start } }, '');
  });
  return writer.getResultBuffer();
}
