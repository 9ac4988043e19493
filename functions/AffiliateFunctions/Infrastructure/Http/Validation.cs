using FluentValidation;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Runs a validator and returns all errors together, by JSON Pointer.</summary>
public static class Validation
{
    /// <summary>Returns the value, or all its errors.</summary>
    public static Result<T> Check<T>(this IValidator<T> validator, T value)
    {
        var outcome = validator.Validate(value);
        return outcome.IsValid
            ? value
            : Problem.Invalid(outcome.Errors.Select(e => (JsonPointer.FromProperty(e.PropertyName), e.ErrorMessage)));
    }
}
