// class: compiler bombs
// tries: take all time or memory by templates that double at each of their levels
// expect: COMPILE_ERROR: instantiation depth
template <int N, class T>
struct A {
  A<N + 1, T*> left;
  A<N + 1, T**> right;
};
A<0, int> a;
int main() {}
