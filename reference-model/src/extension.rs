//! Asking the model to read the text of an extension value.

use crate::model::extension_functions;
use crate::{NoVerdict, from_model, to_model};
use cedar_core::Value;
use cedar_core::extensions::ExtensionFunction;

/// The value that a constructor (`decimal`, `ip`, `datetime`, `duration`) makes
/// of a text; `None` if it makes none.
///
/// # Errors
/// When the function is no constructor, or the model gives no answer.
pub fn construct(constructor: ExtensionFunction, text: &str) -> Result<Option<Value>, NoVerdict> {
    let function = to_model::extension_function(constructor);
    if !extension_functions::is_constructor(&function)? {
        return Err(NoVerdict::NoCounterpart);
    }
    let made = extension_functions::construct(&function, &to_model::text(text))?;
    from_model::constructed(&made)
}
