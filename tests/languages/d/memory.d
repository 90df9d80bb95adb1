void main() {
  ubyte[][] all;
  for (;;) all ~= new ubyte[1 << 20];
}
