// Variables that begin as zero, data that the linker pads, and the end of the heap that an allocator expects to be zero.
extern unsigned char __heap_base;
static int counter;
static int table[1000];
static const char *volatile text = "text";
static _Alignas(64) volatile int seven = 7;

__attribute__((export_name("next"))) int next(void) {
    table[counter] = counter;
    return ++counter + table[999] + (text[0] != 't');
}

__attribute__((export_name("get"))) int get(int which) {
    switch (which) {
        case 0: {
            int sum = 0;
            for (int i = 500; i < 1000; i++) sum += table[i];
            return sum;
        }
        default: return seven;
    }
}

__attribute__((export_name("heap"))) int heap(void) { return ((volatile int *)&__heap_base)[100]; }
