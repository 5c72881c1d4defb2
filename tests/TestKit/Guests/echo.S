# The echo guest: a disk that is one boot sector. It runs in 16 MiB, is up as soon as the BIOS is through, and halts
# whenever it has nothing to do, so a hundred of them leave the host idle.
#
# On COM1 (115200 8N1) it says "Domar echo guest", then "tick" at once and every ten seconds, never amid what it echoes. What it
# receives it sends back, also what came before it was up (it uses no FIFO: to enable one empties it). But Ctrl-P powers it
# off and Ctrl-R resets it. It answers ACPI's power button within half a second by powering off; with the word `button`
# cleared it is deaf to it, as a guest that hangs.
#
# Assembled with: as --32 echo.S && ld -m elf_i386 -Ttext=0x7c00 --oformat binary
# The bytes stand in TestGuests.EchoBootSector; EchoGuestTests assembles this file and compares.
# Ports of the PM1 registers: SeaBIOS puts them at 0x600 on both pc and q35.
        .code16
        .globl _start
_start: cli
        xorw  %ax, %ax
        movw  %ax, %ds
        movw  %ax, %ss
        movw  $0x7c00, %sp
        cld
        movw  $uart, %si            # the tables of ports and values below
        call  setup
        movw  $serial, 0x30         # vector 0x0c: IRQ 4, COM1
        movw  %ax, 0x32
        movw  $clock, 0x1c0         # vector 0x70: IRQ 8, the clock
        movw  %ax, 0x1c2
        movw  $0x602, %dx           # PM1 enable: the power button
        movw  button, %ax
        outw  %ax, %dx
        movw  $banner, %si
        call  print
        sti
idle:   hlt
        jmp   idle

clock:  pushaw                      # twice a second
        movb  $0x0c, %al            # reading register C lets the next one come
        outb  %al, $0x70
        inb   $0x71, %al
        movw  $0x600, %dx           # PM1 status: has the power button been pressed?
        inw   %dx, %ax
        andw  button, %ax
        jnz   off
        decb  count
        jnz   1f
        movb  $20, count
        movw  $line, %si
        call  print
1:      movb  $0x20, %al            # end of interrupt, both controllers
        outb  %al, $0xa0
        outb  %al, $0x20
        popaw
        iretw

serial: pushaw
2:      movw  $0x3fd, %dx
        inb   %dx, %al
        testb $1, %al
        jz    3f
        movw  $0x3f8, %dx
        inb   %dx, %al
        cmpb  $0x10, %al            # Ctrl-P
        je    off
        cmpb  $0x12, %al            # Ctrl-R
        je    again
        call  send
        cmpb  $2, count             # no tick while something is coming in
        jae   2b
        movb  $2, count
        jmp   2b
3:      movb  $0x20, %al
        outb  %al, $0x20
        popaw
        iretw

off:    movw  $bye, %si
        call  print
        movw  $0x604, %dx           # PM1 control: sleep enable, type 0 = S5
        movw  $0x2000, %ax
        outw  %ax, %dx
        hlt
again:  movb  $0xfe, %al            # the keyboard controller's reset line
        outb  %al, $0x64
        hlt

setup:  lodsw                       # port, 0 at the end
        testw %ax, %ax
        jz    4f
        movw  %ax, %dx
        lodsb
        outb  %al, %dx
        jmp   setup
4:      ret

print:  lodsb
        testb %al, %al
        jz    4b
        call  send
        jmp   print

send:   pushw %ax
        movw  $0x3fd, %dx
5:      inb   %dx, %al
        testb $0x20, %al
        jz    5b
        popw  %ax
        movw  $0x3f8, %dx
        outb  %al, %dx
        ret

        .macro port number, value
        .word \number
        .byte \value
        .endm
uart:   port  0x3fb, 0x80           # divisor 1: 115200
        port  0x3f8, 0x01
        port  0x3f9, 0x00
        port  0x3fb, 0x03           # 8N1
        port  0x3fc, 0x0b           # DTR, RTS, OUT2 (lets the interrupt out)
        port  0x3f9, 0x01           # interrupt when data has come
        port  0x70, 0x0a            # clock: 2 interrupts a second
        port  0x71, 0x2f
        port  0x70, 0x0b
        port  0x71, 0x42            # periodic interrupt, 24 hours
        port  0x70, 0x0c
        port  0x21, 0xeb            # let IRQ 4 and the second controller in,
        port  0xa1, 0xfe            # of that, IRQ 8
        .word 0
banner: .asciz "Domar echo guest\r\n"
line:   .asciz "tick\r\n"
bye:    .asciz "off\r\n"
count:  .byte 1
        .org  508
button: .word 0x0100                # PM1 power button bit; 0: the guest is deaf to it
        # the BIOS's signature follows: 0x55 0xaa
        .org 510
        .word 0xaa55
