// class: result forging
// tries: exit as a validator does to accept
// expect: RUNTIME_ERROR exit 42
// mode: judge
// vm: yes
int main(void) { return 42; }
