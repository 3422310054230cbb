// Nothing is cut off in silence: lists and texts as long as they are, and very many branches around a call.
#include "cuda_stub.h"
__global__ void long_lists(int) {}
__global__ void nested(int) {}
__global__ void very_deep(int) {}
__global__ void defines(int) {}
struct Parameters {
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_0;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_1;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_2;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_3;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_4;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_5;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_6;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_7;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_8;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_9;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_10;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_11;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_12;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_13;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_14;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_15;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_16;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_17;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_18;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_19;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_20;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_21;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_22;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_23;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_24;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_25;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_26;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_27;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_28;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_29;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_30;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_31;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_32;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_33;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_34;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_35;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_36;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_37;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_38;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_39;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_40;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_41;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_42;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_43;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_44;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_45;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_46;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_47;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_48;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_49;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_50;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_51;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_52;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_53;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_54;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_55;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_56;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_57;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_58;
    int a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_59;
};
void with_lists(const Parameters &p)
{
    long_lists<<<
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_0 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_1 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_2 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_3 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_4 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_5 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_6 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_7 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_8 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_9 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_10 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_11 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_12 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_13 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_14 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_15 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_16 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_17 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_18 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_19 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_20 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_21 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_22 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_23 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_24 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_25 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_26 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_27 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_28 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_29 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_30 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_31 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_32 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_33 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_34 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_35 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_36 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_37 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_38 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_39 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_40 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_41 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_42 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_43 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_44 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_45 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_46 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_47 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_48 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_49 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_50 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_51 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_52 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_53 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_54 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_55 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_56 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_57 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_58 +
        p.a_parameter_with_a_long_name_that_takes_much_room_in_any_fixed_buffer_59, 32>>>(1);
}
void with_branches(int n)
{
    if (n == 0)
        return;
    if (n == 1)
        return;
    if (n == 2)
        return;
    if (n == 3)
        return;
    if (n == 4)
        return;
    if (n == 5)
        return;
    if (n == 6)
        return;
    if (n == 7)
        return;
    if (n == 8)
        return;
    if (n == 9)
        return;
    if (n == 10)
        return;
    if (n == 11)
        return;
    if (n == 12)
        return;
    if (n == 13)
        return;
    if (n == 14)
        return;
    if (n == 15)
        return;
    if (n == 16)
        return;
    if (n == 17)
        return;
    if (n == 18)
        return;
    if (n == 19)
        return;
    if (n == 20)
        return;
    if (n == 21)
        return;
    if (n == 22)
        return;
    if (n == 23)
        return;
    if (n == 24)
        return;
    if (n == 25)
        return;
    if (n == 26)
        return;
    if (n == 27)
        return;
    if (n == 28)
        return;
    if (n == 29)
        return;
    if (n == 30)
        return;
    if (n == 31)
        return;
    if (n == 32)
        return;
    if (n == 33)
        return;
    if (n == 34)
        return;
    if (n == 35)
        return;
    if (n == 36)
        return;
    if (n == 37)
        return;
    if (n == 38)
        return;
    if (n == 39)
        return;
    if (n == 40)
        return;
    if (n == 41)
        return;
    if (n == 42)
        return;
    if (n == 43)
        return;
    if (n == 44)
        return;
    if (n == 45)
        return;
    if (n == 46)
        return;
    if (n == 47)
        return;
    if (n == 48)
        return;
    if (n == 49)
        return;
    if (n == 50)
        return;
    if (n == 51)
        return;
    if (n == 52)
        return;
    if (n == 53)
        return;
    if (n == 54)
        return;
    if (n == 55)
        return;
    if (n == 56)
        return;
    if (n == 57)
        return;
    if (n == 58)
        return;
    if (n == 59)
        return;
    if (n == 60)
        return;
    if (n == 61)
        return;
    if (n == 62)
        return;
    if (n == 63)
        return;
    if (n == 64)
        return;
    if (n == 65)
        return;
    if (n == 66)
        return;
    if (n == 67)
        return;
    if (n == 68)
        return;
    if (n == 69)
        return;
    if (n == 70)
        return;
    if (n == 71)
        return;
    if (n == 72)
        return;
    if (n == 73)
        return;
    if (n == 74)
        return;
    if (n == 75)
        return;
    if (n == 76)
        return;
    if (n == 77)
        return;
    if (n == 78)
        return;
    if (n == 79)
        return;
    if (n == 80)
        return;
    if (n == 81)
        return;
    if (n == 82)
        return;
    if (n == 83)
        return;
    if (n == 84)
        return;
    if (n == 85)
        return;
    if (n == 86)
        return;
    if (n == 87)
        return;
    if (n == 88)
        return;
    if (n == 89)
        return;
    if (n == 90)
        return;
    if (n == 91)
        return;
    if (n == 92)
        return;
    if (n == 93)
        return;
    if (n == 94)
        return;
    if (n == 95)
        return;
    if (n == 96)
        return;
    if (n == 97)
        return;
    if (n == 98)
        return;
    if (n == 99)
        return;
    nested<<<1, 1>>>(n);
}
void with_very_many(int n)
{
    if (n == 0)
        return;
    if (n == 1)
        return;
    if (n == 2)
        return;
    if (n == 3)
        return;
    if (n == 4)
        return;
    if (n == 5)
        return;
    if (n == 6)
        return;
    if (n == 7)
        return;
    if (n == 8)
        return;
    if (n == 9)
        return;
    if (n == 10)
        return;
    if (n == 11)
        return;
    if (n == 12)
        return;
    if (n == 13)
        return;
    if (n == 14)
        return;
    if (n == 15)
        return;
    if (n == 16)
        return;
    if (n == 17)
        return;
    if (n == 18)
        return;
    if (n == 19)
        return;
    if (n == 20)
        return;
    if (n == 21)
        return;
    if (n == 22)
        return;
    if (n == 23)
        return;
    if (n == 24)
        return;
    if (n == 25)
        return;
    if (n == 26)
        return;
    if (n == 27)
        return;
    if (n == 28)
        return;
    if (n == 29)
        return;
    if (n == 30)
        return;
    if (n == 31)
        return;
    if (n == 32)
        return;
    if (n == 33)
        return;
    if (n == 34)
        return;
    if (n == 35)
        return;
    if (n == 36)
        return;
    if (n == 37)
        return;
    if (n == 38)
        return;
    if (n == 39)
        return;
    if (n == 40)
        return;
    if (n == 41)
        return;
    if (n == 42)
        return;
    if (n == 43)
        return;
    if (n == 44)
        return;
    if (n == 45)
        return;
    if (n == 46)
        return;
    if (n == 47)
        return;
    if (n == 48)
        return;
    if (n == 49)
        return;
    if (n == 50)
        return;
    if (n == 51)
        return;
    if (n == 52)
        return;
    if (n == 53)
        return;
    if (n == 54)
        return;
    if (n == 55)
        return;
    if (n == 56)
        return;
    if (n == 57)
        return;
    if (n == 58)
        return;
    if (n == 59)
        return;
    if (n == 60)
        return;
    if (n == 61)
        return;
    if (n == 62)
        return;
    if (n == 63)
        return;
    if (n == 64)
        return;
    if (n == 65)
        return;
    if (n == 66)
        return;
    if (n == 67)
        return;
    if (n == 68)
        return;
    if (n == 69)
        return;
    if (n == 70)
        return;
    if (n == 71)
        return;
    if (n == 72)
        return;
    if (n == 73)
        return;
    if (n == 74)
        return;
    if (n == 75)
        return;
    if (n == 76)
        return;
    if (n == 77)
        return;
    if (n == 78)
        return;
    if (n == 79)
        return;
    if (n == 80)
        return;
    if (n == 81)
        return;
    if (n == 82)
        return;
    if (n == 83)
        return;
    if (n == 84)
        return;
    if (n == 85)
        return;
    if (n == 86)
        return;
    if (n == 87)
        return;
    if (n == 88)
        return;
    if (n == 89)
        return;
    if (n == 90)
        return;
    if (n == 91)
        return;
    if (n == 92)
        return;
    if (n == 93)
        return;
    if (n == 94)
        return;
    if (n == 95)
        return;
    if (n == 96)
        return;
    if (n == 97)
        return;
    if (n == 98)
        return;
    if (n == 99)
        return;
    if (n == 100)
        return;
    if (n == 101)
        return;
    if (n == 102)
        return;
    if (n == 103)
        return;
    if (n == 104)
        return;
    if (n == 105)
        return;
    if (n == 106)
        return;
    if (n == 107)
        return;
    if (n == 108)
        return;
    if (n == 109)
        return;
    if (n == 110)
        return;
    if (n == 111)
        return;
    if (n == 112)
        return;
    if (n == 113)
        return;
    if (n == 114)
        return;
    if (n == 115)
        return;
    if (n == 116)
        return;
    if (n == 117)
        return;
    if (n == 118)
        return;
    if (n == 119)
        return;
    if (n == 120)
        return;
    if (n == 121)
        return;
    if (n == 122)
        return;
    if (n == 123)
        return;
    if (n == 124)
        return;
    if (n == 125)
        return;
    if (n == 126)
        return;
    if (n == 127)
        return;
    if (n == 128)
        return;
    if (n == 129)
        return;
    if (n == 130)
        return;
    if (n == 131)
        return;
    if (n == 132)
        return;
    if (n == 133)
        return;
    if (n == 134)
        return;
    if (n == 135)
        return;
    if (n == 136)
        return;
    if (n == 137)
        return;
    if (n == 138)
        return;
    if (n == 139)
        return;
    if (n == 140)
        return;
    if (n == 141)
        return;
    if (n == 142)
        return;
    if (n == 143)
        return;
    if (n == 144)
        return;
    if (n == 145)
        return;
    if (n == 146)
        return;
    if (n == 147)
        return;
    if (n == 148)
        return;
    if (n == 149)
        return;
    if (n == 150)
        return;
    if (n == 151)
        return;
    if (n == 152)
        return;
    if (n == 153)
        return;
    if (n == 154)
        return;
    if (n == 155)
        return;
    if (n == 156)
        return;
    if (n == 157)
        return;
    if (n == 158)
        return;
    if (n == 159)
        return;
    if (n == 160)
        return;
    if (n == 161)
        return;
    if (n == 162)
        return;
    if (n == 163)
        return;
    if (n == 164)
        return;
    if (n == 165)
        return;
    if (n == 166)
        return;
    if (n == 167)
        return;
    if (n == 168)
        return;
    if (n == 169)
        return;
    if (n == 170)
        return;
    if (n == 171)
        return;
    if (n == 172)
        return;
    if (n == 173)
        return;
    if (n == 174)
        return;
    if (n == 175)
        return;
    if (n == 176)
        return;
    if (n == 177)
        return;
    if (n == 178)
        return;
    if (n == 179)
        return;
    if (n == 180)
        return;
    if (n == 181)
        return;
    if (n == 182)
        return;
    if (n == 183)
        return;
    if (n == 184)
        return;
    if (n == 185)
        return;
    if (n == 186)
        return;
    if (n == 187)
        return;
    if (n == 188)
        return;
    if (n == 189)
        return;
    if (n == 190)
        return;
    if (n == 191)
        return;
    if (n == 192)
        return;
    if (n == 193)
        return;
    if (n == 194)
        return;
    if (n == 195)
        return;
    if (n == 196)
        return;
    if (n == 197)
        return;
    if (n == 198)
        return;
    if (n == 199)
        return;
    if (n == 200)
        return;
    if (n == 201)
        return;
    if (n == 202)
        return;
    if (n == 203)
        return;
    if (n == 204)
        return;
    if (n == 205)
        return;
    if (n == 206)
        return;
    if (n == 207)
        return;
    if (n == 208)
        return;
    if (n == 209)
        return;
    if (n == 210)
        return;
    if (n == 211)
        return;
    if (n == 212)
        return;
    if (n == 213)
        return;
    if (n == 214)
        return;
    if (n == 215)
        return;
    if (n == 216)
        return;
    if (n == 217)
        return;
    if (n == 218)
        return;
    if (n == 219)
        return;
    if (n == 220)
        return;
    if (n == 221)
        return;
    if (n == 222)
        return;
    if (n == 223)
        return;
    if (n == 224)
        return;
    if (n == 225)
        return;
    if (n == 226)
        return;
    if (n == 227)
        return;
    if (n == 228)
        return;
    if (n == 229)
        return;
    if (n == 230)
        return;
    if (n == 231)
        return;
    if (n == 232)
        return;
    if (n == 233)
        return;
    if (n == 234)
        return;
    if (n == 235)
        return;
    if (n == 236)
        return;
    if (n == 237)
        return;
    if (n == 238)
        return;
    if (n == 239)
        return;
    if (n == 240)
        return;
    if (n == 241)
        return;
    if (n == 242)
        return;
    if (n == 243)
        return;
    if (n == 244)
        return;
    if (n == 245)
        return;
    if (n == 246)
        return;
    if (n == 247)
        return;
    if (n == 248)
        return;
    if (n == 249)
        return;
    if (n == 250)
        return;
    if (n == 251)
        return;
    if (n == 252)
        return;
    if (n == 253)
        return;
    if (n == 254)
        return;
    if (n == 255)
        return;
    if (n == 256)
        return;
    if (n == 257)
        return;
    if (n == 258)
        return;
    if (n == 259)
        return;
    if (n == 260)
        return;
    if (n == 261)
        return;
    if (n == 262)
        return;
    if (n == 263)
        return;
    if (n == 264)
        return;
    if (n == 265)
        return;
    if (n == 266)
        return;
    if (n == 267)
        return;
    if (n == 268)
        return;
    if (n == 269)
        return;
    if (n == 270)
        return;
    if (n == 271)
        return;
    if (n == 272)
        return;
    if (n == 273)
        return;
    if (n == 274)
        return;
    if (n == 275)
        return;
    if (n == 276)
        return;
    if (n == 277)
        return;
    if (n == 278)
        return;
    if (n == 279)
        return;
    if (n == 280)
        return;
    if (n == 281)
        return;
    if (n == 282)
        return;
    if (n == 283)
        return;
    if (n == 284)
        return;
    if (n == 285)
        return;
    if (n == 286)
        return;
    if (n == 287)
        return;
    if (n == 288)
        return;
    if (n == 289)
        return;
    if (n == 290)
        return;
    if (n == 291)
        return;
    if (n == 292)
        return;
    if (n == 293)
        return;
    if (n == 294)
        return;
    if (n == 295)
        return;
    if (n == 296)
        return;
    if (n == 297)
        return;
    if (n == 298)
        return;
    if (n == 299)
        return;
    very_deep<<<1, 1>>>(n);
}
void with_definitions(int n)
{
    if (n > 0) {
        constexpr int kAnotherConstantWhoseNameIsNotShort0 = 0;
        constexpr int kAnotherConstantWhoseNameIsNotShort1 = 1;
        constexpr int kAnotherConstantWhoseNameIsNotShort2 = 2;
        constexpr int kAnotherConstantWhoseNameIsNotShort3 = 3;
        constexpr int kAnotherConstantWhoseNameIsNotShort4 = 4;
        constexpr int kAnotherConstantWhoseNameIsNotShort5 = 5;
        constexpr int kAnotherConstantWhoseNameIsNotShort6 = 6;
        constexpr int kAnotherConstantWhoseNameIsNotShort7 = 7;
        constexpr int kAnotherConstantWhoseNameIsNotShort8 = 8;
        constexpr int kAnotherConstantWhoseNameIsNotShort9 = 9;
        constexpr int kAnotherConstantWhoseNameIsNotShort10 = 10;
        constexpr int kAnotherConstantWhoseNameIsNotShort11 = 11;
        constexpr int kAnotherConstantWhoseNameIsNotShort12 = 12;
        constexpr int kAnotherConstantWhoseNameIsNotShort13 = 13;
        constexpr int kAnotherConstantWhoseNameIsNotShort14 = 14;
        constexpr int kAnotherConstantWhoseNameIsNotShort15 = 15;
        constexpr int kAnotherConstantWhoseNameIsNotShort16 = 16;
        constexpr int kAnotherConstantWhoseNameIsNotShort17 = 17;
        constexpr int kAnotherConstantWhoseNameIsNotShort18 = 18;
        constexpr int kAnotherConstantWhoseNameIsNotShort19 = 19;
        constexpr int kAnotherConstantWhoseNameIsNotShort20 = 20;
        constexpr int kAnotherConstantWhoseNameIsNotShort21 = 21;
        constexpr int kAnotherConstantWhoseNameIsNotShort22 = 22;
        constexpr int kAnotherConstantWhoseNameIsNotShort23 = 23;
        constexpr int kAnotherConstantWhoseNameIsNotShort24 = 24;
        constexpr int kAnotherConstantWhoseNameIsNotShort25 = 25;
        constexpr int kAnotherConstantWhoseNameIsNotShort26 = 26;
        constexpr int kAnotherConstantWhoseNameIsNotShort27 = 27;
        constexpr int kAnotherConstantWhoseNameIsNotShort28 = 28;
        constexpr int kAnotherConstantWhoseNameIsNotShort29 = 29;
        constexpr int kAnotherConstantWhoseNameIsNotShort30 = 30;
        constexpr int kAnotherConstantWhoseNameIsNotShort31 = 31;
        constexpr int kAnotherConstantWhoseNameIsNotShort32 = 32;
        constexpr int kAnotherConstantWhoseNameIsNotShort33 = 33;
        constexpr int kAnotherConstantWhoseNameIsNotShort34 = 34;
        constexpr int kAnotherConstantWhoseNameIsNotShort35 = 35;
        constexpr int kAnotherConstantWhoseNameIsNotShort36 = 36;
        constexpr int kAnotherConstantWhoseNameIsNotShort37 = 37;
        constexpr int kAnotherConstantWhoseNameIsNotShort38 = 38;
        constexpr int kAnotherConstantWhoseNameIsNotShort39 = 39;
        defines<<<1, kAnotherConstantWhoseNameIsNotShort39>>>(n);
    }
}
struct Deepest {
    static constexpr int kDeepest = 7;
};
template <class T> struct Wrap {
    T inner; // so that all of them are complete
};
template <class T> __global__ void wrapped(int)
{
    T value;
    (void)value;
}
void with_wraps(int n)
{
    wrapped<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Wrap<Deepest>>>>>>>>>>>>>>>><<<1, 1>>>(n);
}
