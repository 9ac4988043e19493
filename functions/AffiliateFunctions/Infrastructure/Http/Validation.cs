using FluentValidation;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Runs a validator and answers every error at once, by JSON Pointer.</summary>
public static class Validation
{
    /// <summary>The value, or all that is wrong with it.</summary>
    public static Result<T> Check<T>(this IValidator<T> validator, T value)
    {
        var outcome = validator.Validate(value);
        return outcome.IsValid
            ? value
            : Problem.Invalid(outcome.Errors.Select(e => (JsonPointer.FromProperty(e.PropertyName), e.ErrorMessage)));
    }
}
