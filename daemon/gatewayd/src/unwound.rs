//! What std's printer of backtraces and its personality routine ask of an unwinder. A router's binary has no unwind
//! tables, aborts and prints no backtraces, but both stay linked; without these they bring 40 KB of an unwinder that finds
//! nothing. 32-bit ARM unwinds in a way of its own, and what its startup asks for comes in one piece with the rest.

#![allow(unsafe_code, non_snake_case)]

use std::ffi::{c_int, c_void};

/// `_URC_END_OF_STACK`: there is nothing to walk.
const END_OF_STACK: c_int = 5;

#[unsafe(no_mangle)]
extern "C" fn _Unwind_Backtrace(_each: *const c_void, _of: *mut c_void) -> c_int {
    END_OF_STACK
}

macro_rules! knows_nothing {
    ($($name:ident)*) => {
        $(#[unsafe(no_mangle)]
        extern "C" fn $name(_of: *mut c_void) -> usize {
            0
        })*
    };
}

knows_nothing! {
    _Unwind_GetIP _Unwind_GetCFA _Unwind_FindEnclosingFunction _Unwind_GetLanguageSpecificData _Unwind_GetRegionStart
    _Unwind_GetTextRelBase _Unwind_GetDataRelBase
}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_GetIPInfo(_frame: *mut c_void, _before: *mut c_int) -> usize {
    0
}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_SetGR(_frame: *mut c_void, _register: c_int, _value: usize) {}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_SetIP(_frame: *mut c_void, _value: usize) {}
