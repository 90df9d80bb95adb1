// class: terminal escape sequences
// tries: drive the judge's terminal by the messages of the compiler
// expect: COMPILE_ERROR: \x1b]0;title
// text: yes
#error "]0;title[2J[32mACCEPTED[0m›1m"
#warning "Â›1m"
int main() {}
